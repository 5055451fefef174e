INSERT INTO certificate_proof
    (proof_no, addressee_no, household_no, kind, purpose, receiver, issued_on, valid_from, valid_until, prefecture_from,
     prefecture_until, reason, card_symbol, card_number, branch_no, due_day, words, change_no, recorded_at, superseded_at)
VALUES ($proof_no, $addressee_no, $household_no, $kind, $purpose, $receiver, $issued_on, $valid_from, $valid_until,
        $prefecture_from, $prefecture_until, $reason, $card_symbol, $card_number, $branch_no, $due_day, $words, $change_no,
        $recorded_at, 9223372036854775807)
