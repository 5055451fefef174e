-- One line of the nightly list.
INSERT INTO audit_alert (alert_no, day, at, code, operator_id, addressee_no, words)
VALUES ($alert_no, $day, $at, $code, $operator_id, $addressee_no, $words)
