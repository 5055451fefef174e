-- Decisions written after $since; of before that was recorded, those of $day and later.
SELECT run_no, kind FROM premium_run
WHERE is_approved = 1 AND (approved_at > $since OR (approved_at = 0 AND decided_on >= $day))
ORDER BY run_no, kind
