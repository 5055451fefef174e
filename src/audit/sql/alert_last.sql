-- Alerts are numbered without a gap.
SELECT COALESCE(MAX(alert_no), 0) FROM audit_alert
