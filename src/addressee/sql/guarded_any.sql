-- Whether a person is protected by a measure that has not been lifted.
SELECT g.measure_no
FROM addressee_guarded g
WHERE g.addressee_no = $addressee_no
  AND g.superseded_at = 9223372036854775807 AND g.valid_until = 99991231
LIMIT 1
