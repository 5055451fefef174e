-- The decided runs of a year.
SELECT run_no, kind, known_at, care40_not_after, parameters, program_version, is_whole, is_complete,
       approved_at
FROM premium_run
WHERE fiscal_year = $fiscal_year AND is_approved = 1
ORDER BY run_no, kind
