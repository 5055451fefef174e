SELECT request_no, source, state, requester, reason, requested_at, approver, decided_at, applier, applied_at
FROM ops_request
WHERE $request_no = 0 OR request_no = $request_no
ORDER BY request_no DESC
