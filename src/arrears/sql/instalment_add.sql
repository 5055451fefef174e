INSERT INTO arrears_instalment (act_no, seq, due_on, principal, late_charge, recorded_at)
VALUES ($act_no, $seq, $due_on, $principal, $late_charge, $recorded_at)
