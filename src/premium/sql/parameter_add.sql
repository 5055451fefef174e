INSERT INTO premium_parameter_set (set_no, proposer, proposed_at, reason, approver, approved_at)
SELECT COALESCE(MAX(set_no), 0) + 1, $proposer, $proposed_at, $reason, '', 0
FROM premium_parameter_set
RETURNING set_no
