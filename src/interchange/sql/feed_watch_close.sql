UPDATE interchange_feed_watch SET superseded_at = $superseded_at
WHERE feed = $feed AND from_day = $from_day AND recorded_at = $recorded_at AND superseded_at = 9223372036854775807
