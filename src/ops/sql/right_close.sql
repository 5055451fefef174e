UPDATE ops_right SET superseded_at = $now, closed_by_request_no = $request_no
WHERE right_no = $right_no AND superseded_at = 9223372036854775807
