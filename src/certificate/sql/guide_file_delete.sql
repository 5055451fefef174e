DELETE FROM certificate_guide_file WHERE run_no = $run_no
