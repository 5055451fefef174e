INSERT INTO casework_value (change_no, version, field, value, sealed)
VALUES ($change_no, $version, $field, $value, $sealed)
ON CONFLICT (change_no, version, field) DO UPDATE SET value = excluded.value, sealed = excluded.sealed
