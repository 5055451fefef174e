DELETE FROM collection_letter WHERE run_no = $run_no
