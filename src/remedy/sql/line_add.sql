-- A line of a run.
INSERT INTO remedy_line (run_no, household_no, payer_no, fiscal_year, state, before_total, after_total, refund, interest,
                         words, recorded_at)
VALUES ($run_no, $household_no, $payer_no, $fiscal_year, $state, $before_total, $after_total, $refund, $interest,
        $words, $recorded_at)
