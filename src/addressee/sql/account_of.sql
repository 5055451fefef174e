-- 口座: the rows of a number as known at $known_at.
SELECT addressee_no, row_no, recorded_at, superseded_at, valid_from, valid_until, change_no,
       closed_by, purpose, deposit_kind, is_public, bank, branch, number, holder, note
FROM addressee_account
WHERE addressee_no = $addressee_no AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY valid_from, row_no
