-- 動いたものの控え: what a ward held before there were notes may all have moved (MOVED_RESIDENT, MOVED_BELONGING of store/moved.h).
INSERT INTO store_moved (topic, at, number)
SELECT 1, max(CASE WHEN superseded_at < 9223372036854775807 THEN superseded_at ELSE recorded_at END), 0
FROM addressee_person
HAVING COUNT(*) > 0;
INSERT INTO store_moved (topic, at, number)
SELECT 2, max(CASE WHEN superseded_at < 9223372036854775807 THEN superseded_at ELSE recorded_at END), 0
FROM addressee_belonging
HAVING COUNT(*) > 0;
