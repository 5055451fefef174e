DELETE FROM certificate_renewal WHERE run_no = $run_no AND paper_no = $paper_no
