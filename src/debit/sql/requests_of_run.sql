SELECT request_no, items, amount, bytes, sent_on, file_name, layout, sha256
FROM debit_request
WHERE run_no = $run_no
ORDER BY request_no
