SELECT CAST(COALESCE(SUM(overpaid), 0) AS BIGINT) FROM debit_answer
