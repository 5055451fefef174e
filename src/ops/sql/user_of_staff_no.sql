SELECT operator_id FROM ops_user
WHERE (staff_no = $staff_no AND operator_id <> $operator_id)
   OR (staff_no <> $staff_no AND operator_id = $operator_id)
