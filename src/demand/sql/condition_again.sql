-- What the change had closed, once more.
INSERT INTO demand_condition (condition_no, name, criteria, operator_id, recorded_at, superseded_at)
SELECT (SELECT MAX(m.condition_no) + 1 FROM demand_condition m), c.name, c.criteria, $operator_id, $now,
       9223372036854775807
FROM demand_condition c
WHERE c.name = $name AND c.superseded_at = $applied_at
