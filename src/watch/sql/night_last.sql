SELECT business_date, started_at, ended_at, result FROM watch_night ORDER BY night_no DESC LIMIT 1
