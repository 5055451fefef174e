DELETE FROM casework_lock WHERE subject = $subject AND subject_no = $subject_no AND operator_id = $operator_id
