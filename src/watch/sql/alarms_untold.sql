-- What stood and was not told yet; also what has gone meanwhile is told.
SELECT alarm_no, alarm_key, kind, words, raised_at, cleared_at FROM watch_alarm WHERE told_at = 0 ORDER BY alarm_no
