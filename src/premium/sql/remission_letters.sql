-- The letters handed out of the decisions of a household, oldest first.
SELECT l.remission_no, l.copy_no, l.version, l.printed_on, l.operator_id, l.recorded_at
FROM premium_remission_letter l
JOIN premium_remission m ON m.remission_no = l.remission_no
WHERE m.household_no = $household_no
ORDER BY l.remission_no, l.copy_no
