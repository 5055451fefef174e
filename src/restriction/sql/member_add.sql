INSERT INTO restriction_member (step_no, addressee_no, left_out, recorded_at, superseded_at)
VALUES ($step_no, $addressee_no, $left_out, $recorded_at, 9223372036854775807)
