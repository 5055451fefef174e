SELECT failure_times, locked_at FROM ops_stranger WHERE id_digest = $id_digest
