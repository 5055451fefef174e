SELECT staff_no, name, section, office, kind, addressee_no, valid_from, valid_until, recorded_at
FROM ops_user
WHERE operator_id = $operator_id AND superseded_at = 9223372036854775807
