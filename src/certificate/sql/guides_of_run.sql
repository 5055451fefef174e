SELECT household_no, addressee_no FROM certificate_guide WHERE run_no = $run_no ORDER BY household_no
