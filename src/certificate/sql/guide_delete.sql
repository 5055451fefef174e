DELETE FROM certificate_guide WHERE run_no = $run_no
