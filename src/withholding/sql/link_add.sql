INSERT INTO withholding_link (pensioner_no, recorded_at, superseded_at, addressee_no, change_no)
VALUES ($pensioner_no, $recorded_at, 9223372036854775807, $addressee_no, $change_no)
