-- Records about one person in a month, newest first.
SELECT at, record_no FROM audit_subject
WHERE month = $month AND addressee_no = $addressee_no AND at >= $from AND at < $until
ORDER BY at DESC, record_no DESC
