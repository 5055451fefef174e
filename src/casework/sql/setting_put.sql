INSERT INTO casework_setting (operator_id, name, value) VALUES ($operator_id, $name, $value)
ON CONFLICT (operator_id, name) DO UPDATE SET value = excluded.value
