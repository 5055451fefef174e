SELECT sequence, scope, made_on, file_name, line_count, debtors, unpaid, sha256 FROM support_file
WHERE run_no = $run_no
