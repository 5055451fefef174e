UPDATE disclosure_decision SET superseded_at = 9223372036854775807
WHERE request_no = $request_no AND superseded_at = $then
