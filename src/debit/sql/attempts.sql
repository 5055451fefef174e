SELECT i.levy_year, i.household_no, i.payer_no, i.instalment, MAX(i.attempt)
FROM debit_item i
WHERE i.due >= $due_from AND i.request_no IN (SELECT r.request_no FROM debit_request r WHERE r.sent_on <> 0)
GROUP BY i.levy_year, i.household_no, i.payer_no, i.instalment
ORDER BY i.levy_year, i.household_no, i.payer_no, i.instalment
