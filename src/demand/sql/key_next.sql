SELECT COALESCE(MAX(list_no), 0) + 1 FROM demand_key
