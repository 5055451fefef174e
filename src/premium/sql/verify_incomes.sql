-- Persons with two incomes in force for one year.
SELECT fiscal_year, addressee_no
FROM premium_income
WHERE superseded_at = 9223372036854775807
GROUP BY fiscal_year, addressee_no
HAVING COUNT(*) > 1
ORDER BY fiscal_year, addressee_no
LIMIT 20
