SELECT print_no FROM output_print WHERE file_name = $file_name LIMIT 1
