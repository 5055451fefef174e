-- The last word with each payer, and whether a promise of his is open or stands as broken.
SELECT c.payer_no, MAX(c.contact_on),
       CAST(SUM(CASE WHEN c.promise_on <> 0 AND w.outcome IS NULL THEN 1 ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN w.outcome = 2 THEN 1 ELSE 0 END) AS BIGINT)
FROM demand_contact c
LEFT JOIN demand_promise w ON w.contact_no = c.contact_no AND w.superseded_at = 9223372036854775807
WHERE c.superseded_at = 9223372036854775807
GROUP BY c.payer_no
ORDER BY c.payer_no
