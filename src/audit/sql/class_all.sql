-- Every class that came up.
SELECT operator_id, kind, event, month, class_no FROM audit_class
