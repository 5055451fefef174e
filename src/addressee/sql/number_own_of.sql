-- 個人番号 registered or corrected at the window, sealed like addressee_number: the rows of a number as known at $known_at.
SELECT addressee_no, row_no, recorded_at, superseded_at, valid_from, valid_until, change_no,
       closed_by, method, differs, confirmed_on, evidence, sealed, blind
FROM addressee_number_own
WHERE addressee_no = $addressee_no AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY valid_from, row_no
