-- Operator, kind and event that came up in a month.
INSERT INTO audit_class (operator_id, kind, event, month, class_no)
VALUES ($operator_id, $kind, $event, $month, $class_no)
ON CONFLICT DO NOTHING
