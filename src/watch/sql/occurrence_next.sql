SELECT coalesce(max(occurrence_no), 0) + 1 FROM watch_occurrence
