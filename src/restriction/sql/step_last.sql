SELECT COALESCE(MAX(step_no), 0) FROM restriction_step
