INSERT INTO watch_alarm (alarm_no, alarm_key, kind, words, raised_at, told_at, cleared_at)
VALUES ($alarm_no, $alarm_key, $kind, $words, $raised_at, 0, 9223372036854775807)
