SELECT file, sha256, papers, pages, is_guarded FROM certificate_guide_file WHERE run_no = $run_no ORDER BY file
