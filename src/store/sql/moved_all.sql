-- When a topic was noted as a whole the last time.
SELECT COALESCE(max(at), 0) FROM store_moved
WHERE topic = $topic AND number = 0
