INSERT INTO ops_request_line (request_no, line_no, what, holder_kind, holder, subject, office, files,
                              valid_from,
                              valid_until)
VALUES ($request_no, $line_no, $what, $holder_kind, $holder, $subject, $office, $files, $valid_from,
        $valid_until)
