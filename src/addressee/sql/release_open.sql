-- The end of a temporary release of a person for an operator that runs at $at.
SELECT until_at
FROM addressee_release
WHERE addressee_no = $addressee_no AND operator_id = $operator_id
  AND from_at <= $at AND until_at > $at AND superseded_at = 9223372036854775807
ORDER BY until_at DESC
LIMIT 1
