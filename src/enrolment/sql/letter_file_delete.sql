DELETE FROM enrolment_letter_file WHERE run_no = $run_no
