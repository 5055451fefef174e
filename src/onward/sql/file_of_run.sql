SELECT file_name, records FROM onward_file WHERE run_no = $run_no
