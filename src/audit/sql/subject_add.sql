-- Whose data a record is about.
INSERT INTO audit_subject (month, addressee_no, at, record_no) VALUES ($month, $addressee_no, $at, $record_no)
