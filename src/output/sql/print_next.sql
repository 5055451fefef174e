SELECT COALESCE(MAX(print_no), 0) + 1 FROM output_print
