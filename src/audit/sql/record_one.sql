-- A record by its number.
SELECT previous, hash, body FROM audit_record WHERE record_no = $record_no
