SELECT run_no
FROM batch_run
WHERE job = $job AND run_no < $run_no AND state = 3
ORDER BY run_no DESC
LIMIT 1
