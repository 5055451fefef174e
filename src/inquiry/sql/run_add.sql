INSERT INTO inquiry_run (run_no, is_reminder, issued_on, sent_on) VALUES ($run_no, $is_reminder, $issued_on, 0)
