INSERT INTO demand_pull (run_no, payer_no, why, pulled_on, is_after_mailing, recorded_at)
VALUES ($run_no, $payer_no, $why, $pulled_on, $is_after_mailing, $recorded_at)
