-- 住登外者・法人: the rows of a number as known at $known_at.
SELECT addressee_no, row_no, recorded_at, superseded_at, valid_from, valid_until, change_no,
       closed_by, kind, status, sex, birth, reason, name, kana, alias, roman,
       corporate_number, postal_code, address, building, basis
FROM addressee_own
WHERE addressee_no = $addressee_no AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY valid_from, row_no
