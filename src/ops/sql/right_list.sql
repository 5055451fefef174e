SELECT right_no, holder_kind, holder, is_duty, subject, is_deny, office, files, valid_from,
       valid_until, source,
       request_no, closed_by_request_no, approver, applied_at, applied_by, checked_at, superseded_at
FROM ops_right
WHERE superseded_at = 9223372036854775807 AND valid_until > $on
  AND ($holder_kind = 0 OR (holder_kind = $holder_kind AND holder = $holder))
ORDER BY holder_kind, holder, is_duty DESC, subject, right_no
