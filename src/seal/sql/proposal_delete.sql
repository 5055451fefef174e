-- 封のし直し: a proposal that is withdrawn.
DELETE FROM seal_proposal WHERE run_no = $run_no
