SELECT payer_no, charges, suspended, amount, early_on, late_on FROM arrears_limit
WHERE month = $month AND payer_no > $after ORDER BY payer_no LIMIT $max
