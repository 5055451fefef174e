SELECT r.calendar_year, r.sent_on, COUNT(l.payer_no), CAST(COALESCE(SUM(l.ordinary), 0) AS BIGINT),
       CAST(COALESCE(SUM(l.pension), 0) AS BIGINT), CAST(COALESCE(SUM(l.pages), 0) AS BIGINT)
FROM collection_letter_run r
LEFT JOIN collection_letter l ON l.run_no = r.run_no
WHERE r.run_no = $run_no
GROUP BY r.calendar_year, r.sent_on
