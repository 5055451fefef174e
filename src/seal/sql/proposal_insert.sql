-- 封のし直し: a portion that differs, as it stands.
INSERT INTO seal_proposal (run_no, name, portion, row_count, digest)
VALUES ($run_no, $name, $portion, $row_count, $digest)
