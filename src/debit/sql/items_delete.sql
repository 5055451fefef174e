DELETE FROM debit_item
WHERE request_no IN (SELECT r.request_no FROM debit_request r WHERE r.run_no = $run_no AND r.sent_on = 0)
