-- The last attempt of an entry.
SELECT day, state, words, missed, recorded_at FROM watch_occurrence
WHERE entry = $entry
ORDER BY occurrence_no DESC
LIMIT 1
