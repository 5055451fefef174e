INSERT INTO demand_returned (returned_no, payer_no, run_no, returned_on, reason, survey, words, recorded_at,
                             superseded_at)
VALUES ($returned_no, $payer_no, $run_no, $returned_on, $reason, $survey, $words, $recorded_at,
        9223372036854775807)
