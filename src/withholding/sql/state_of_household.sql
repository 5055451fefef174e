-- Every state of a household's heads as known at a moment, the newest year and day first.
SELECT fiscal_year, household_no, payer_no, valid_from, valid_until, state, bars, pensioner_no, yearly, pay_1, pay_2, pay_3,
    pay_4, pay_5, pay_6, ordinary, excess
FROM withholding_state
WHERE household_no = $household_no AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY fiscal_year DESC, valid_from DESC, payer_no
