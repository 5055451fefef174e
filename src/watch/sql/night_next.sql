SELECT coalesce(max(night_no), 0) + 1 FROM watch_night
