UPDATE demand_promise SET superseded_at = $now
WHERE contact_no = $contact_no AND superseded_at = 9223372036854775807
