UPDATE ops_request SET state = 4, applier = $applier, applied_at = $now
WHERE request_no = $request_no AND state = 2
