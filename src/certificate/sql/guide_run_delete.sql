DELETE FROM certificate_guide_run WHERE run_no = $run_no
