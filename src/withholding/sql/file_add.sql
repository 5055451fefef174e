INSERT INTO withholding_file (run_no, fiscal_year, file_name, digest, items, amount, bytes, sha256, recorded_at, sent_on)
VALUES ($run_no, $fiscal_year, $file_name, $digest, $items, $amount, $bytes, $sha256, $recorded_at, 0)
