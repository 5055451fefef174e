SELECT what, holder_kind, holder, subject, office, files, valid_from, valid_until
FROM ops_request_line
WHERE request_no = $request_no
ORDER BY line_no
