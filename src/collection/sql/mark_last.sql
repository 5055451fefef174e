SELECT COALESCE(MAX(mark_no), 0) FROM collection_mark
