UPDATE ops_request SET state = $state, source = $source, approver = $approver,
       decision_words = $words, decided_at = $now
WHERE request_no = $request_no AND state = 1
