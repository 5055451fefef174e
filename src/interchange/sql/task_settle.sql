UPDATE interchange_task SET sha256 = $sha256 WHERE sha256 = $pending
