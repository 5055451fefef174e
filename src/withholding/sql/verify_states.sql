-- Two states of one head and year on the same day.
SELECT a.household_no FROM withholding_state a
JOIN withholding_state b ON b.fiscal_year = a.fiscal_year AND b.household_no = a.household_no
    AND b.payer_no = a.payer_no AND b.valid_from > a.valid_from AND b.valid_from < a.valid_until
WHERE a.superseded_at = 9223372036854775807 AND b.superseded_at = 9223372036854775807
