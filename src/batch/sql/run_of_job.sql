SELECT run_no, job, fiscal_year, state, known_at, business_date, checkpoint, units_done,
       units_total, finding_count, proposer, approver, program_version, terminal, started_at,
       proposed_at, approved_at, result
FROM batch_run
WHERE job = $job AND business_date >= $from AND (fiscal_year = $fiscal_year OR $any_year = 1)
ORDER BY run_no DESC
LIMIT 1000
