-- What stands on a day or begins later.
SELECT stay_no, kind, payer_no, household_no, levy_year, instalment, valid_from, valid_until, cause_kind, cause_no
FROM collection_stay
WHERE payer_no = $payer_no AND valid_until > $day AND superseded_at = 9223372036854775807
ORDER BY stay_no
