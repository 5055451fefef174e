INSERT INTO ops_right (right_no, holder_kind, holder, is_duty, subject, is_deny, office, files,
                       valid_from, valid_until,
                       source, request_no, closed_by_request_no, approver, applied_at, applied_by, checked_at,
                       checked_by, superseded_at)
VALUES ($right_no, $holder_kind, $holder, $is_duty, $subject, $is_deny, $office, $files, $valid_from,
        $valid_until,
        $source, $request_no, 0, $approver, $applied_at, $applied_by, 0, '', 9223372036854775807)
