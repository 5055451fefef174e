SELECT coalesce(max(word_no), 0) + 1 FROM interchange_feed_word
