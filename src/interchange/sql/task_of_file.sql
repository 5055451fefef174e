SELECT record_number, code, words, addressee_no
FROM interchange_task
WHERE sha256 = $sha256
ORDER BY record_number, code
