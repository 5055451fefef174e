SELECT i.payer_no, MAX(i.serial)
FROM debit_item i
WHERE i.new_code IN (1, 2) AND i.request_no IN (SELECT r.request_no FROM debit_request r WHERE r.sent_on <> 0)
GROUP BY i.payer_no
ORDER BY i.payer_no
