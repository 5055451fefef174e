SELECT levy_year, instalment, notice_no, due_on, amount
FROM restriction_charge
WHERE step_no = $step_no AND superseded_at = 9223372036854775807
ORDER BY due_on, levy_year, instalment
