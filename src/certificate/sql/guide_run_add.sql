INSERT INTO certificate_guide_run (run_no, kind, year, sent_on)
VALUES ($run_no, $kind, $year, 0)
ON CONFLICT (run_no) DO NOTHING
