UPDATE interchange_feed_word SET superseded_at = $superseded_at
WHERE feed = $feed AND day = $day AND recorded_at = $recorded_at AND superseded_at = 9223372036854775807
