-- What an operator did in a month.
SELECT class_no, operator_id, kind, event FROM audit_class WHERE operator_id = $operator_id AND month = $month
