SELECT COALESCE(MAX(returned_no), 0) + 1 FROM demand_returned
