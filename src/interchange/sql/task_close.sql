UPDATE interchange_task SET closed_at = $now, closed_by = $closed_by
WHERE sha256 = $sha256 AND record_number = $record_number AND code = $code
