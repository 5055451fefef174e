INSERT INTO restriction_charge
    (step_no, levy_year, household_no, payer_no, instalment, notice_no, due_on, amount, recorded_at, superseded_at)
VALUES ($step_no, $levy_year, $household_no, $payer_no, $instalment, $notice_no, $due_on, $amount, $recorded_at,
        9223372036854775807)
