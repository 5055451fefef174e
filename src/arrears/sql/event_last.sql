SELECT COALESCE(MAX(event_no), 0) FROM arrears_event
