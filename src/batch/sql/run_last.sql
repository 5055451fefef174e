SELECT run_no, state, known_at, business_date, checkpoint, units_done, units_total, finding_count,
       proposer, approver
FROM batch_run
WHERE job = $job AND fiscal_year = $fiscal_year AND state <> 4
ORDER BY run_no DESC
LIMIT 1
