-- Somebody has looked at an alert.
INSERT INTO audit_review (alert_no, reviewed_at, reviewer, review) VALUES ($alert_no, $reviewed_at, $reviewer, $review)
