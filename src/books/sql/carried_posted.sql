UPDATE books_carried SET posted_at = $posted_at WHERE run_no = $run_no AND posted_at = 0
