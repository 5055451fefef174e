SELECT file, sha256 FROM premium_parameter_file WHERE set_no = $set_no
