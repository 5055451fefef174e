INSERT INTO premium_due (run_no, instalment_no, due_on) VALUES ($run_no, $instalment_no, $due_on)
