INSERT INTO demand_condition (condition_no, name, criteria, operator_id, recorded_at, superseded_at)
SELECT COALESCE(MAX(condition_no), 0) + 1, $name, $criteria, $operator_id, $recorded_at, 9223372036854775807
FROM demand_condition
