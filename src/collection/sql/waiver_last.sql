SELECT COALESCE(MAX(waiver_no), 0) FROM collection_waiver
