UPDATE disclosure_decision SET superseded_at = $now
WHERE request_no = $request_no AND superseded_at = 9223372036854775807
