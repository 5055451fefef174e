-- Of which requests a letter went, in their order.
SELECT request_no FROM withholding_letter ORDER BY request_no
