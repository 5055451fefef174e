UPDATE watch_alarm SET cleared_at = $cleared_at WHERE alarm_no = $alarm_no AND cleared_at = 9223372036854775807
