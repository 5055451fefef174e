SELECT name, sha256, papers, pages FROM enrolment_letter_file WHERE run_no = $run_no ORDER BY name
