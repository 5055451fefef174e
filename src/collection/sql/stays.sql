-- What stands on a day or begins later, by payer. The plus: those that stand are found first and sorted then.
SELECT stay_no, kind, payer_no, household_no, levy_year, instalment, valid_from, valid_until, cause_kind, cause_no
FROM collection_stay
WHERE valid_until > $day AND superseded_at = 9223372036854775807
ORDER BY +payer_no, stay_no
