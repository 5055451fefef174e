INSERT INTO arrears_event (event_no, version, act_no, kind, levy_year, household_no, payer_no, instalment, begun_on,
                           ended_on, is_cancelled, is_void, words, change_no, recorded_at)
VALUES ($event_no, $version, $act_no, $kind, $levy_year, $household_no, $payer_no, $instalment, $begun_on,
        $ended_on, $is_cancelled, $is_void, $words, $change_no, $recorded_at)
