-- 付せん of a name that stand and have not passed their day.
SELECT DISTINCT subject_no
FROM casework_note
WHERE subject = $subject AND tag = $tag AND superseded_at = 9223372036854775807 AND until >= $on
ORDER BY subject_no
