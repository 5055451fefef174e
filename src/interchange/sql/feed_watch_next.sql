SELECT coalesce(max(watch_no), 0) + 1 FROM interchange_feed_watch
