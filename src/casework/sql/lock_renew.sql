UPDATE casework_lock SET renewed_at = $now
WHERE subject = $subject AND subject_no = $subject_no AND operator_id = $operator_id
