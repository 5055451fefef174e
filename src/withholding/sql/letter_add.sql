INSERT INTO withholding_letter (request_no, run_no, payer_no, issued_on, file, recorded_at)
VALUES ($request_no, $run_no, $payer_no, $issued_on, $file, $recorded_at)
