DELETE FROM enrolment_letter WHERE run_no = $run_no
