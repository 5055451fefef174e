INSERT INTO arrears_cover (act_no, levy_year, household_no, payer_no, instalment, notice_no, due_on, principal,
                           late_charge, late_is_fixed, recorded_at)
VALUES ($act_no, $levy_year, $household_no, $payer_no, $instalment, $notice_no, $due_on, $principal,
        $late_charge, $late_is_fixed, $recorded_at)
