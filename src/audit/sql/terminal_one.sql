-- Whether an operator was seen at a terminal, and at any.
SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN terminal = $terminal THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM audit_terminal WHERE operator_id = $operator_id
