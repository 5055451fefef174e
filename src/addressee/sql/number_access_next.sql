-- The number of the next access record.
SELECT COALESCE(MAX(access_no), 0) + 1 FROM addressee_number_access
