SELECT run_no, kind, fiscal_year, is_approved, known_at, proposed_on, cut_off, care40_not_after,
       decided_on, proposer, approver, parameters, program_version
FROM premium_run
WHERE fiscal_year = $fiscal_year AND is_approved = 1
ORDER BY run_no, kind
