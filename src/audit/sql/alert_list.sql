-- Alerts with what their reviewer said, newest first; with $only_open those nobody has looked at.
SELECT a.alert_no, a.day, a.at, a.code, a.operator_id, a.addressee_no, a.words,
       COALESCE(r.reviewer, ''), COALESCE(r.review, ''), COALESCE(r.reviewed_at, 0)
FROM audit_alert a LEFT JOIN audit_review r ON r.alert_no = a.alert_no
WHERE $only_open = 0 OR r.alert_no IS NULL
ORDER BY a.alert_no DESC LIMIT 5000
