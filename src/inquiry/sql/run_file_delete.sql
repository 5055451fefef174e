DELETE FROM inquiry_file WHERE run_no = $run_no
