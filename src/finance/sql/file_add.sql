INSERT INTO finance_file (sequence, day, version, run_no, file_name, line_count, amount, digest, bytes, sha256,
                          sent_on, recorded_at)
VALUES ($sequence, $day, $version, $run_no, $file_name, $line_count, $amount, $digest, $bytes, $sha256, 0,
        $recorded_at)
