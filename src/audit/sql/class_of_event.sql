-- Who caused an event in a month.
SELECT class_no, operator_id, kind, event FROM audit_class WHERE event = $event AND month = $month
