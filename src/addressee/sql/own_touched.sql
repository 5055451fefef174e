-- 住登外者・法人: what a change wrote, and what it closed at a moment.
SELECT addressee_no, row_no, recorded_at, superseded_at, valid_from, valid_until, change_no,
       closed_by, kind, status, sex, birth, reason, name, kana, alias, roman,
       corporate_number, postal_code, address, building, basis
FROM addressee_own
WHERE addressee_no = $addressee_no
  AND ((change_no = $change_no AND (recorded_at = $at OR superseded_at = 9223372036854775807))
       OR (closed_by = $change_no AND superseded_at = $at))
ORDER BY row_no, recorded_at
