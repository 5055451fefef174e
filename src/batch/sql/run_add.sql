INSERT INTO batch_run (run_no, job, fiscal_year, state, known_at, business_date, checkpoint,
                       units_done, units_total, finding_count, proposer, approver,
                       program_version, terminal, started_at, proposed_at, approved_at, result)
SELECT COALESCE(MAX(run_no), 0) + 1, $job, $fiscal_year, 0, $known_at, $business_date, $checkpoint,
       0, 0, 0, $proposer, '', $program_version, $terminal, $started_at, 0, 0, 3
FROM batch_run
RETURNING run_no
