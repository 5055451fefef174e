-- 封のし直し: what was proposed.
SELECT name, portion, row_count, digest
FROM seal_proposal
WHERE run_no = $run_no
