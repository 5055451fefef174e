-- The highest number but those of this run's own proposal, and how many proposals of other runs wait.
SELECT COALESCE((SELECT MAX(request_no) FROM withholding_request WHERE run_no <> $run_no), 0),
    (SELECT COUNT(*) FROM withholding_file WHERE sent_on = 0 AND run_no <> $run_no)
