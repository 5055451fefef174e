SELECT operator_id, terminal, purpose, notice, must_change, created_at, seen_at, locked_at, step_up_at
FROM web_session
WHERE operator_id = $operator_id AND ended_at = 0
ORDER BY seen_at DESC
