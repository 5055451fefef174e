-- One record at the end of its stream.
INSERT INTO audit_record (record_no, previous, hash, body) VALUES ($record_no, $previous, $hash, $body)
