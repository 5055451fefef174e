-- 動いたものの控え: what a ward held before there were notes may all have moved (MOVED_FACT of store/moved.h).
INSERT INTO store_moved (topic, at, number)
SELECT 3, max(CASE WHEN superseded_at < 9223372036854775807 THEN superseded_at ELSE recorded_at END), 0
FROM eligibility_fact
HAVING COUNT(*) > 0;
-- MOVED_MEMBERSHIP_DAY
INSERT INTO store_moved (topic, at, number)
SELECT DISTINCT 4, valid_from, addressee_no FROM eligibility_fact WHERE kind = 1
UNION
SELECT 4, valid_until, addressee_no FROM eligibility_fact WHERE kind = 1 AND valid_until < 99991231;
