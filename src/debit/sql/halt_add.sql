INSERT INTO debit_halt (item_no, halted_on, reason, change_no, recorded_at, withdrawn_at)
VALUES ($item_no, $halted_on, $reason, $change_no, $recorded_at, 9223372036854775807)
