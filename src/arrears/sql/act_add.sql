INSERT INTO arrears_act (act_no, version, kind, payer_no, number_year, number, begun_on, until_on, ended_on, related_on,
                         end_cause, detail, amount, costs, other_no, party, body, reason, is_void, change_no,
                         recorded_at)
VALUES ($act_no, $version, $kind, $payer_no, $number_year, $number, $begun_on, $until_on, $ended_on, $related_on,
        $end_cause, $detail, $amount, $costs, $other_no, $party, $body, $reason, $is_void, $change_no, $recorded_at)
