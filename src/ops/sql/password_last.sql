SELECT password_hash FROM ops_password
WHERE operator_id = $operator_id
ORDER BY password_no DESC
LIMIT $count
