-- What each operator has done since a month; a refusal is no use of a right.
SELECT DISTINCT operator_id, event
FROM audit_class
WHERE month >= $month AND kind <> $refused
ORDER BY operator_id, event
