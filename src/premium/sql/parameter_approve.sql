UPDATE premium_parameter_set SET approver = $approver, approved_at = $approved_at
WHERE set_no = $set_no AND approved_at = 0
