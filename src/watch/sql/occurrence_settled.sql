-- The latest day of an entry that needs nothing more: done, or told as missed.
SELECT coalesce(max(day), 0) FROM watch_occurrence WHERE entry = $entry AND state IN (1, 3)
