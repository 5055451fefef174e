SELECT COALESCE(MAX(relief_no), 0) FROM certificate_relief
