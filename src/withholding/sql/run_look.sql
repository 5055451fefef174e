SELECT digest, households, candidates, excluded, changed, judged_on, decided_on FROM withholding_run
WHERE run_no = $run_no
