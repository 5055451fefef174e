SELECT unit_key FROM batch_finding WHERE run_no = $run_no AND unit_key <> 0
UNION
SELECT unit_key FROM batch_skip WHERE run_no = $run_no
ORDER BY unit_key
