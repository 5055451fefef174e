-- Records in the order of streams and numbers.
SELECT record_no, previous, hash, body FROM audit_record
WHERE record_no >= $first AND record_no <= $last ORDER BY record_no
