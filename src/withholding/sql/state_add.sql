INSERT INTO withholding_state (fiscal_year, household_no, payer_no, valid_from, recorded_at, valid_until, superseded_at, state, bars,
    pensioner_no, yearly, pay_1, pay_2, pay_3, pay_4, pay_5, pay_6, ordinary, excess, cause_kind, cause_no)
VALUES ($fiscal_year, $household_no, $payer_no, $valid_from, $recorded_at, $valid_until, 9223372036854775807,
    $state, $bars, $pensioner_no, $yearly, $pay_1, $pay_2, $pay_3, $pay_4, $pay_5, $pay_6, $ordinary, $excess,
    $cause_kind, $cause_no)
