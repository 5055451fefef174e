INSERT INTO onward_file (sequence, run_no, made_on, file_name, records, sha256, recorded_at)
VALUES ($sequence, $run_no, $made_on, $file_name, $records, $sha256, $recorded_at)
