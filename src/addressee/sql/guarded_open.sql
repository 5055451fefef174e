-- The measures that protect a person and have not been lifted, as known now.
SELECT m.row_no, m.addressee_no, m.state, m.valid_from, m.ends_on
FROM addressee_guarded g
JOIN addressee_measure m ON m.row_no = g.measure_no
WHERE g.addressee_no = $addressee_no
  AND g.superseded_at = 9223372036854775807 AND g.valid_until = 99991231
  AND m.superseded_at = 9223372036854775807 AND m.valid_until = 99991231
ORDER BY m.row_no
