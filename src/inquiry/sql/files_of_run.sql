SELECT file, sha256, papers, pages FROM inquiry_file WHERE run_no = $run_no ORDER BY file
