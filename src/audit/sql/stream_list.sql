-- All streams in their order.
SELECT stream_no, name, opened_at, previous, genesis FROM audit_stream ORDER BY stream_no
