INSERT INTO demand_batch (run_no, kind, cut_off, issued_on, fixed_on, with_slip, with_receipt, criteria, recorded_at)
VALUES ($run_no, $kind, $cut_off, $issued_on, $fixed_on, $with_slip, $with_receipt, $criteria, $recorded_at)
