INSERT INTO debit_run (run_no, debit_on, grouping, digest, items, amount, households, on_debit, recorded_at)
VALUES ($run_no, $debit_on, $grouping, $digest, $items, $amount, $households, $on_debit, $recorded_at)
