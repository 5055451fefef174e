SELECT event_no, MAX(version) FROM arrears_event GROUP BY event_no HAVING COUNT(*) <> MAX(version) ORDER BY event_no
