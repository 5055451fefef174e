-- dunnings of any number of payers.
SELECT levy_year, household_no, payer_no, instalment, issued_on, fixed_on, amount, fee, cause_no, served_on,
       is_withdrawn
FROM collection_dunning
WHERE superseded_at = 9223372036854775807 AND payer_no IN ($payers...)
ORDER BY levy_year, household_no, payer_no, instalment
