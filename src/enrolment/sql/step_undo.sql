UPDATE enrolment_step SET undone_at = $undone_at
WHERE change_no = $change_no AND undone_at = 9223372036854775807
