INSERT INTO retention_rows (run_no, name, deleted) VALUES ($run_no, $name, $deleted)
ON CONFLICT (run_no, name) DO UPDATE SET deleted = retention_rows.deleted + excluded.deleted
