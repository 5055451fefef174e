SELECT COALESCE(MAX(segment_no), 0) FROM audit_segment WHERE place = $place
