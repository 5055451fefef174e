INSERT INTO collection_letter (run_no, payer_no, sequence_no, ordinary, pension, file, first_page, pages)
VALUES ($run_no, $payer_no, $sequence_no, $ordinary, $pension, $file, $first_page, $pages)
