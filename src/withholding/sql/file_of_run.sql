SELECT file_name, digest, sha256, items, bytes, amount, sent_on FROM withholding_file WHERE run_no = $run_no
