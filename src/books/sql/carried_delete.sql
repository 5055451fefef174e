DELETE FROM books_carried WHERE run_no = $run_no AND posted_at = 0
