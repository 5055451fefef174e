INSERT INTO arrears_heir_receipt (receipt_no, act_no, heir_seq, change_no, recorded_at)
VALUES ($receipt_no, $act_no, $heir_seq, $change_no, $recorded_at)
