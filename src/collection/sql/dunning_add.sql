INSERT INTO collection_dunning (levy_year, household_no, payer_no, instalment, issued_on, fixed_on, amount, fee,
                                cause_no, served_on, is_withdrawn, recorded_at, superseded_at)
VALUES ($levy_year, $household_no, $payer_no, $instalment, $issued_on, $fixed_on, $amount, $fee, $cause_no,
        $served_on, $is_withdrawn, $recorded_at, $superseded_at)
