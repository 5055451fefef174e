SELECT code, COUNT(*) FROM batch_finding WHERE run_no = $run_no GROUP BY code ORDER BY code
