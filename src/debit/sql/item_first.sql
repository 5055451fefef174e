SELECT COALESCE(MIN(i.item_no), 0), COUNT(*)
FROM debit_item i
WHERE i.request_no IN (SELECT r.request_no FROM debit_request r WHERE r.run_no = $run_no)
