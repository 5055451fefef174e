UPDATE batch_run
SET state = $state, checkpoint = $checkpoint, approver = $approver,
    proposed_at = CASE WHEN $proposed_at > proposed_at THEN $proposed_at ELSE proposed_at END,
    approved_at = $approved_at, result = $result, finding_count = $finding_count
WHERE run_no = $run_no
