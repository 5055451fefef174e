SELECT COUNT(*) FROM casework_setting WHERE operator_id = $operator_id
