INSERT INTO withholding_choice (addressee_no, recorded_at, superseded_at, valid_from, valid_until, way, reason,
    change_no)
VALUES ($addressee_no, $recorded_at, 9223372036854775807, $valid_from, $valid_until, $way, $reason, $change_no)
