INSERT INTO refund_paper (run_no, file, sha256, units) VALUES ($run_no, $file, $sha256, $units)
