UPDATE casework_change
SET state = $to_state, approver = $approver,
    decided_at = CASE WHEN $decided_at > 0 THEN $decided_at ELSE decided_at END,
    applied_at = CASE WHEN $applied_at > 0 THEN $applied_at ELSE applied_at END,
    applied_on = CASE WHEN $applied_on > 0 THEN $applied_on ELSE applied_on END,
    returned_words = CASE WHEN $is_returned = 1 THEN $words ELSE returned_words END
WHERE change_no = $change_no AND state = $from_state AND version = $version
