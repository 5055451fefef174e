DELETE FROM collection_letter_run WHERE run_no = $run_no
