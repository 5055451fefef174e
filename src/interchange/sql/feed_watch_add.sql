INSERT INTO interchange_feed_watch (watch_no, feed, from_day, is_watched, words, operator_id, recorded_at, superseded_at)
VALUES ($watch_no, $feed, $from_day, $is_watched, $words, $operator_id, $recorded_at, 9223372036854775807)
