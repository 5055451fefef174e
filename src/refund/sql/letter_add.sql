INSERT INTO refund_letter (run_no, case_no, step_no, is_reminder, issued_on)
VALUES ($run_no, $case_no, $step_no, $is_reminder, $issued_on)
