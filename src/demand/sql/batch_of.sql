SELECT b.kind, b.cut_off, b.issued_on, b.fixed_on, b.with_slip, b.criteria, COALESCE(a.approved_on, 0),
       b.recorded_at, b.with_receipt
FROM demand_batch b
LEFT JOIN demand_approval a ON a.run_no = b.run_no
WHERE b.run_no = $run_no
