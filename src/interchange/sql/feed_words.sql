-- What stands of days whose file did not come; the later word of a day counts.
SELECT feed, day, answer, until_day, words
FROM interchange_feed_word
WHERE superseded_at = 9223372036854775807
ORDER BY feed, day, word_no
