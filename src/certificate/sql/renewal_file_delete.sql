DELETE FROM certificate_renewal_file WHERE run_no = $run_no
