INSERT INTO enrolment_letter_run (run_no, issued_on, is_sent) VALUES ($run_no, $issued_on, 0)
ON CONFLICT DO NOTHING
