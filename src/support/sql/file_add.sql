INSERT INTO support_file (sequence, run_no, scope, made_on, file_name, line_count, debtors, unpaid, bytes, sha256,
                          recorded_at)
VALUES ($sequence, $run_no, $scope, $made_on, $file_name, $line_count, $debtors, $unpaid, $bytes, $sha256,
        $recorded_at)
