SELECT set_no, proposer, approver, reason
FROM premium_parameter_set
WHERE approved_at >= $approved_only
ORDER BY set_no DESC
LIMIT 1
