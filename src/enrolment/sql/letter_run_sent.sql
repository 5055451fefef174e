UPDATE enrolment_letter_run SET is_sent = 1 WHERE run_no = $run_no
