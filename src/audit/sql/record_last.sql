-- The last record of a stream.
SELECT record_no, hash, body FROM audit_record
WHERE record_no >= $first AND record_no <= $last ORDER BY record_no DESC LIMIT 1
