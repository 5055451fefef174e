-- withheld_all of any number of households.
SELECT fiscal_year, household_no, payer_no, charge_no, amount, due_on FROM premium_withheld
WHERE fiscal_year = $first_year AND household_no IN ($households...) AND superseded_at = 9223372036854775807
ORDER BY fiscal_year, household_no, payer_no, charge_no
