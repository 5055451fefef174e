-- Who did what when.
INSERT INTO audit_act (month, class_no, at, record_no) VALUES ($month, $class_no, $at, $record_no)
