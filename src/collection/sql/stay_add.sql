INSERT INTO collection_stay (stay_no, kind, payer_no, household_no, levy_year, instalment, valid_from,
                             valid_until, cause_kind, cause_no, recorded_at, superseded_at)
VALUES ($stay_no, $kind, $payer_no, $household_no, $levy_year, $instalment, $valid_from, $valid_until,
        $cause_kind, $cause_no, $recorded_at, $superseded_at)
