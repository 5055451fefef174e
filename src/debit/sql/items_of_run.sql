SELECT i.item_no, i.levy_year, i.household_no, i.payer_no, i.instalment
FROM debit_item i
WHERE i.request_no IN (SELECT r.request_no FROM debit_request r WHERE r.run_no = $run_no)
ORDER BY i.item_no
