INSERT INTO casework_closing (kind, closed_until, operator_id, at) VALUES ($kind, $closed_until, $operator_id, $at)
