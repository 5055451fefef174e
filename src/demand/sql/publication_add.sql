INSERT INTO demand_publication (publication_no, run_no, payer_no, posted_on, effective_on, words, recorded_at,
                                superseded_at)
VALUES ($publication_no, $run_no, $payer_no, $posted_on, $effective_on, $words, $recorded_at,
        9223372036854775807)
