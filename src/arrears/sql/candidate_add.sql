INSERT INTO arrears_candidate (run_no, levy_year, household_no, payer_no, instalment, amount, reason, effective_on,
                               limit_late, suspended_on, is_written_off)
VALUES ($run_no, $levy_year, $household_no, $payer_no, $instalment, $amount, $reason, $effective_on, $limit_late,
        $suspended_on, 0)
