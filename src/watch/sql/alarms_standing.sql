SELECT alarm_no, alarm_key, kind, words, raised_at, told_at FROM watch_alarm
WHERE cleared_at = 9223372036854775807
ORDER BY alarm_no
