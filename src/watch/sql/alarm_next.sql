SELECT coalesce(max(alarm_no), 0) + 1 FROM watch_alarm
