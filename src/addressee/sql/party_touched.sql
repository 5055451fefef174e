-- 支援措置の相手方: what a change wrote, and what it closed at a moment.
SELECT addressee_no, row_no, recorded_at, superseded_at, valid_from, valid_until, change_no,
       closed_by, measure_no, party_no, sex, birth, name, kana, address, note
FROM addressee_party
WHERE addressee_no = $addressee_no
  AND ((change_no = $change_no AND (recorded_at = $at OR superseded_at = 9223372036854775807))
       OR (closed_by = $change_no AND superseded_at = $at))
ORDER BY row_no, recorded_at
