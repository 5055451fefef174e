DELETE FROM finance_line
WHERE sequence IN (SELECT sequence FROM finance_file WHERE run_no = $run_no AND sent_on = 0)
