INSERT INTO withholding_run (run_no, fiscal_year, judged_on, digest, households, candidates, excluded, changed,
    recorded_at, decided_on)
VALUES ($run_no, $fiscal_year, $judged_on, $digest, $households, $candidates, $excluded, $changed, $recorded_at, 0)
