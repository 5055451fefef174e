-- The day and the person of the decision, once.
UPDATE premium_run SET decided_on = $decided_on, approver = $approver
WHERE run_no = $run_no AND is_approved = 0 AND decided_on = 0
