-- Two entries of one kind in force for a person and year.
SELECT fiscal_year, addressee_no
FROM premium_basis
WHERE superseded_at = 9223372036854775807
GROUP BY fiscal_year, addressee_no, kind
HAVING COUNT(*) > 1
ORDER BY fiscal_year, addressee_no
LIMIT 20
