SELECT levy_year, household_no, payer_no, instalment, amount, reason, effective_on, limit_late, suspended_on,
       is_written_off
FROM arrears_candidate WHERE run_no = $run_no ORDER BY payer_no, levy_year, household_no, instalment
