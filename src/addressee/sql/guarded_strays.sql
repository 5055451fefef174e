-- Protected persons whose measure is not known or was lifted.
SELECT g.addressee_no
FROM addressee_guarded g
WHERE g.superseded_at = 9223372036854775807 AND g.valid_until = 99991231
  AND NOT EXISTS (SELECT 1 FROM addressee_measure m WHERE m.row_no = g.measure_no
                  AND m.superseded_at = 9223372036854775807 AND m.valid_until = 99991231)
ORDER BY g.addressee_no
LIMIT 20
