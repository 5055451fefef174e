UPDATE watch_night SET ended_at = $ended_at, result = $result WHERE night_no = $night_no
