SELECT file, sha256, units FROM refund_paper WHERE run_no = $run_no ORDER BY file
