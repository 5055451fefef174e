INSERT INTO premium_withheld (fiscal_year, household_no, payer_no, charge_no, recorded_at, superseded_at, amount, due_on,
    cause_kind, cause_no)
VALUES ($fiscal_year, $household_no, $payer_no, $charge_no, $recorded_at, 9223372036854775807, $amount, $due_on,
    $cause_kind, $cause_no)
