SELECT COALESCE(MAX(stay_no), 0) FROM collection_stay
