-- 個人番号 registered or corrected at the window, sealed like addressee_number: what a change wrote, and what it closed at a moment.
SELECT addressee_no, row_no, recorded_at, superseded_at, valid_from, valid_until, change_no,
       closed_by, method, differs, confirmed_on, evidence, sealed, blind
FROM addressee_number_own
WHERE addressee_no = $addressee_no
  AND ((change_no = $change_no AND (recorded_at = $at OR superseded_at = 9223372036854775807))
       OR (closed_by = $change_no AND superseded_at = $at))
ORDER BY row_no, recorded_at
