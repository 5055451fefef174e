-- What is taken from a pension and what left the instalments for it differ.
SELECT fiscal_year, household_no, payer_no, 0 FROM premium_withheld
WHERE superseded_at = 9223372036854775807
GROUP BY fiscal_year, household_no, payer_no HAVING SUM(amount) <> 0
