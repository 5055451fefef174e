SELECT file, sha256, letters, pages, is_guarded FROM collection_letter_file WHERE run_no = $run_no ORDER BY file
