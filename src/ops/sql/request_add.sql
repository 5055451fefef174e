INSERT INTO ops_request (request_no, source, state, requester, reason, requested_at, approver,
                         decision_words,
                         decided_at, applier, applied_at)
VALUES ($request_no, $source, 1, $requester, $reason, $now, '', '', 0, '', 0)
