SELECT COALESCE(MAX(request_no), 0) + 1 FROM output_request
