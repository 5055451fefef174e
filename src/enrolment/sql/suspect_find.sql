SELECT suspect_no FROM enrolment_suspect
WHERE addressee_no = $addressee_no AND source = $source AND source_key = $source_key
