SELECT sequence, scope, made_on, file_name, line_count, debtors, unpaid, sha256 FROM support_file
ORDER BY sequence DESC LIMIT $max
