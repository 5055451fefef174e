SELECT COUNT(*), COALESCE(MAX(run_no), 0) FROM debit_request WHERE sent_on = 0 AND run_no <> $run_no
