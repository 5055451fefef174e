SELECT COALESCE(MAX(request_no), 0) FROM disclosure_request
