-- Decisions at the counter have numbers below zero, those of jobs the number of their run.
SELECT MIN(run_no) FROM premium_run
