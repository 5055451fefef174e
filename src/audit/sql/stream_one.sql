-- What a stream began with.
SELECT name, opened_at, previous, genesis FROM audit_stream WHERE stream_no = $stream_no
