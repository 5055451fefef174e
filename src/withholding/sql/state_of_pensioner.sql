-- What stands of a pensioner in a fiscal year.
SELECT fiscal_year, household_no, payer_no, valid_from, valid_until, state, bars, pensioner_no, yearly, pay_1, pay_2, pay_3,
    pay_4, pay_5, pay_6, ordinary, excess
FROM withholding_state
WHERE fiscal_year = $fiscal_year AND pensioner_no = $pensioner_no AND state <> 2 AND valid_until = 99991231
  AND superseded_at = 9223372036854775807
ORDER BY household_no, payer_no
