-- Who did a kind of thing in a month.
SELECT class_no, operator_id, kind, event FROM audit_class WHERE kind = $kind AND month = $month
