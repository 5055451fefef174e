-- 動いたものの控え: what a ward held before there were notes may all have moved (MOVED_INCOME of store/moved.h).
INSERT INTO store_moved (topic, at, number)
SELECT 5, max(CASE WHEN superseded_at < 9223372036854775807 THEN superseded_at ELSE recorded_at END), 0
FROM premium_income
HAVING COUNT(*) > 0;
