SELECT suspect_no FROM enrolment_step
WHERE kind IN (5, 6) AND undone_at = 9223372036854775807
GROUP BY suspect_no HAVING COUNT(*) > 1
