INSERT INTO arrears_heir (act_no, seq, heir_no, share_num, share_den, amount, owed, estate, is_representative,
                          recorded_at)
VALUES ($act_no, $seq, $heir_no, $share_num, $share_den, $amount, $owed, $estate, $is_representative, $recorded_at)
