-- From which day on a feed is awaited, or no longer; the later word of a day counts.
SELECT feed, from_day, is_watched
FROM interchange_feed_watch
WHERE superseded_at = 9223372036854775807
ORDER BY feed, from_day, watch_no
