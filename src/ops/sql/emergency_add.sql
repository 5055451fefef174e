INSERT INTO ops_emergency (emergency_no, operator_id, permissions, reason, valid_from_at, valid_until_at,
                           review_words,
                           reviewed_by, reviewed_at)
VALUES ($emergency_no, $operator_id, $permissions, $reason, $now, $until, '', '', 0)
