UPDATE ops_emergency SET review_words = $words, reviewed_by = $by, reviewed_at = $now
WHERE emergency_no = $emergency_no AND reviewed_at = 0 AND operator_id <> $by
