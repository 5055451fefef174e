INSERT INTO payin_money (money_no, source, channel, paid_in_on, from_day, until_day, label, items, gross, fee, net,
                         layout, record_no, recorded_at, superseded_at)
VALUES ($money_no, $source, $channel, $paid_in_on, $from_day, $until_day, $label, $items, $gross, $fee, $net,
        $layout, $record_no, $recorded_at, 9223372036854775807)
