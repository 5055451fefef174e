SELECT value FROM casework_setting WHERE operator_id = $operator_id AND name = $name
