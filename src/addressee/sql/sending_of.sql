-- 送付先: the rows of a number as known at $known_at.
SELECT addressee_no, row_no, recorded_at, superseded_at, valid_from, valid_until, change_no,
       closed_by, duty, reason, is_safe, name, postal_code, address, building, note
FROM addressee_sending
WHERE addressee_no = $addressee_no AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY valid_from, row_no
