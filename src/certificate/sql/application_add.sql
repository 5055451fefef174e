INSERT INTO certificate_application
    (addressee_no, kind, received_on, is_accepted, valid_from, valid_until, disease, revenue, words, change_no,
     recorded_at, superseded_at)
VALUES ($addressee_no, $kind, $received_on, $is_accepted, $valid_from, $valid_until, $disease, $revenue, $words,
        $change_no, $recorded_at, 9223372036854775807)
