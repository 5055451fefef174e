INSERT INTO certificate_elder
    (month, addressee_no, age, reached, effect, household_no, run_no, recorded_at, superseded_at)
VALUES ($month, $addressee_no, $age, $reached, $effect, $household_no, $run_no, $recorded_at, 9223372036854775807)
