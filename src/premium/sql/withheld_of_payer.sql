-- What is taken from the pension of a payer, by charge.
SELECT fiscal_year, household_no, payer_no, charge_no, amount, due_on FROM premium_withheld
WHERE payer_no = $payer_no AND fiscal_year >= $first_year AND fiscal_year <= $last_year
  AND superseded_at = 9223372036854775807
ORDER BY fiscal_year, household_no, payer_no, charge_no
