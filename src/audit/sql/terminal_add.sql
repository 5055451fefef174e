-- The first day of an operator at a terminal.
INSERT INTO audit_terminal (operator_id, terminal, day) VALUES ($operator_id, $terminal, $day)
ON CONFLICT DO NOTHING
