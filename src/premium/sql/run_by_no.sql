SELECT run_no, kind, fiscal_year, is_approved, known_at, proposed_on, cut_off, care40_not_after,
       decided_on, proposer, approver, parameters, program_version
FROM premium_run
WHERE run_no = $run_no AND kind = $kind
