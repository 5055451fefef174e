INSERT INTO arrears_money (entry_no, item, step, act_no, claim_seq, by_act_no, payer_no, on_day, spent, amount,
                           words, takes_back, change_no, business_date, recorded_at)
VALUES ($entry_no, $item, $step, $act_no, $claim_seq, $by_act_no, $payer_no, $on_day, $spent, $amount, $words,
        $takes_back, $change_no, $business_date, $recorded_at)
