INSERT INTO certificate_paper
    (paper_no, addressee_no, household_no, type, reason, issued_on, valid_from, valid_until, end_reason, tenths,
     limit_class, disease, card_symbol, card_number, branch_no, delivery, delivery_no, change_no, run_no, recorded_at,
     superseded_at)
VALUES ($paper_no, $addressee_no, $household_no, $type, $reason, $issued_on, $valid_from, $valid_until, $end_reason,
        $tenths, $limit_class, $disease, $card_symbol, $card_number, $branch_no, $delivery, $delivery_no, $change_no,
        $run_no, $recorded_at, 9223372036854775807)
