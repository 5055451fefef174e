SELECT COALESCE(max(request_no), 0) + 1 FROM ops_request
