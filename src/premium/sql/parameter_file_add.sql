INSERT INTO premium_parameter_file (set_no, file, sha256) VALUES ($set_no, $file, $sha256)
