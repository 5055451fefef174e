INSERT INTO premium_application (application_no, fiscal_year, household_no, payer_no, applied_on, due_on, ground, evidence, words,
                                 change_no, recorded_at, superseded_at)
SELECT COALESCE(MAX(application_no), 0) + 1, $fiscal_year, $household_no, $payer_no, $applied_on, $due_on, $ground, $evidence,
       $words, $change_no, $recorded_at, 9223372036854775807
FROM premium_application
RETURNING application_no
