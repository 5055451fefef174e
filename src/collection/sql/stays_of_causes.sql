SELECT stay_no, kind, payer_no, household_no, levy_year, instalment, valid_from, valid_until, cause_kind, cause_no
FROM collection_stay
WHERE cause_kind = $cause_kind AND cause_no IN ($causes...) AND valid_until > $until
  AND superseded_at = 9223372036854775807
ORDER BY stay_no
