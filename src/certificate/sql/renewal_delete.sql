DELETE FROM certificate_renewal WHERE run_no = $run_no
