SELECT COALESCE(MAX(write_off_no), 0) FROM collection_write_off
