SELECT right_no, holder_kind, holder, is_duty, subject, is_deny, office, files, valid_from,
       valid_until, source,
       request_no, closed_by_request_no, approver, applied_at, applied_by, checked_at, superseded_at
FROM ops_right
WHERE source = 6
ORDER BY right_no
