SELECT COALESCE(MAX(ground_no), 0) FROM restriction_ground
