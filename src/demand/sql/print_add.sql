INSERT INTO demand_print (run_no, payer_no, file, first_page, pages)
VALUES ($run_no, $payer_no, $file, $first_page, $pages)
