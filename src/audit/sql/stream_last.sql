-- The newest stream; the next one names its genesis.
SELECT stream_no, genesis FROM audit_stream ORDER BY stream_no DESC LIMIT 1
