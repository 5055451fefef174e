-- A stream is a process that records.
INSERT INTO audit_stream (stream_no, name, opened_at, previous, genesis)
VALUES ($stream_no, $name, $opened_at, $previous, $genesis)
