-- What is taken from pensions, by charge.
SELECT fiscal_year, household_no, payer_no, charge_no, amount, due_on FROM premium_withheld
WHERE fiscal_year >= $first_year AND fiscal_year <= $last_year AND superseded_at = 9223372036854775807
ORDER BY fiscal_year, household_no, payer_no, charge_no
