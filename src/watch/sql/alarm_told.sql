UPDATE watch_alarm SET told_at = $told_at WHERE alarm_no = $alarm_no AND told_at = 0
