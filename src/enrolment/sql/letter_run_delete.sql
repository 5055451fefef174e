DELETE FROM enrolment_letter_run WHERE run_no = $run_no AND is_sent = 0
