SELECT COALESCE((SELECT MAX(day) FROM finance_file WHERE sent_on <> 0), 0),
       COALESCE((SELECT MAX(sequence) FROM finance_file WHERE run_no <> $run_no), 0)
