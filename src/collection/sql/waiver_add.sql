INSERT INTO collection_waiver (waiver_no, levy_year, household_no, payer_no, instalment, kind, valid_from,
                               valid_until, cause_kind, cause_no, recorded_at, superseded_at)
VALUES ($waiver_no, $levy_year, $household_no, $payer_no, $instalment, $kind, $valid_from, $valid_until,
        $cause_kind, $cause_no, $recorded_at, $superseded_at)
