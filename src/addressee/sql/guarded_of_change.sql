-- Whose protection a change wrote or ended.
SELECT DISTINCT addressee_no
FROM addressee_guarded
WHERE change_no = $change_no OR closed_by = $change_no
ORDER BY addressee_no
