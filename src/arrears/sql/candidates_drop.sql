-- Only of a list that nobody approved.
DELETE FROM arrears_candidate WHERE run_no = $run_no AND is_written_off = 0
