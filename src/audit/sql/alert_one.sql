-- Whom an alert is about, and whether somebody has looked at it.
SELECT a.operator_id, a.addressee_no, CASE WHEN r.alert_no IS NULL THEN 0 ELSE 1 END
FROM audit_alert a LEFT JOIN audit_review r ON r.alert_no = a.alert_no WHERE a.alert_no = $alert_no
