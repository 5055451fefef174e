SELECT operator_id, operator_name, terminal, since, renewed_at
FROM casework_lock
WHERE subject = $subject AND subject_no = $subject_no
