INSERT INTO casework_lock (subject, subject_no, operator_id, operator_name, terminal, since, renewed_at)
VALUES ($subject, $subject_no, $operator_id, $operator_name, $terminal, $since, $now)
ON CONFLICT (subject, subject_no) DO UPDATE
SET operator_id = excluded.operator_id, operator_name = excluded.operator_name, terminal = excluded.terminal,
    since = excluded.since, renewed_at = excluded.renewed_at
