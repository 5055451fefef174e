SELECT coalesce(max(trial_no), 0) + 1 FROM trial_saved
