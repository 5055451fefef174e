INSERT INTO interchange_feed_word (word_no, feed, day, answer, until_day, words, operator_id, recorded_at, superseded_at)
VALUES ($word_no, $feed, $day, $answer, $until_day, $words, $operator_id, $recorded_at, 9223372036854775807)
