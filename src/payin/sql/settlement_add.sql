INSERT INTO payin_settlement (settlement_no, channel, paid_in_on, reason, words, wait_until, data_amount,
                              agent_amount, sheet_amount, change_no, recorded_at, superseded_at)
VALUES ($settlement_no, $channel, $paid_in_on, $reason, $words, $wait_until, $data_amount, $agent_amount,
        $sheet_amount, $change_no, $recorded_at, 9223372036854775807)
