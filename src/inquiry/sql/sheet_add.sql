INSERT INTO inquiry_sheet (sheet_no, kind, fiscal_year, household_no, payer_no, municipality, run_no, change_no,
                           issued_on, due_on, recorded_at, superseded_at)
VALUES ($sheet_no, $kind, $fiscal_year, $household_no, $payer_no, $municipality, $run_no, $change_no, $issued_on,
        $due_on, $recorded_at, 9223372036854775807)
