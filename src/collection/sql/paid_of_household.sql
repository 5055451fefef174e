-- What was paid on each instalment of a household's charges. Its lines stand by levy year first: each year that has any is
-- asked for by the whole key.
WITH RECURSIVE years (levy_year) AS (
    SELECT MIN(levy_year) FROM collection_allocation WHERE levy_year >= $first_year
    UNION ALL
    SELECT (SELECT MIN(n.levy_year) FROM collection_allocation n WHERE n.levy_year > y.levy_year)
    FROM years y
    WHERE y.levy_year < $last_year)
SELECT a.levy_year, a.payer_no, a.instalment, CAST(SUM(a.amount) AS BIGINT)
FROM years y
CROSS JOIN collection_allocation a
WHERE a.levy_year = y.levy_year AND a.levy_year <= $last_year AND a.household_no = $household_no
  AND a.recorded_at <= $known_at AND a.item = 1
GROUP BY a.levy_year, a.payer_no, a.instalment
ORDER BY a.levy_year DESC, a.payer_no, a.instalment
