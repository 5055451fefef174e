INSERT INTO restriction_ground
    (ground_no, addressee_no, kind, code, notified_on, is_accepted, valid_from, valid_until, words, change_no,
     recorded_at, superseded_at)
VALUES ($ground_no, $addressee_no, $kind, $code, $notified_on, $is_accepted, $valid_from, $valid_until, $words,
        $change_no, $recorded_at, 9223372036854775807)
