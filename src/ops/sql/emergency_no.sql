SELECT COALESCE(max(emergency_no), 0) + 1 FROM ops_emergency
