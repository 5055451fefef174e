-- 記録の送り先 (LG-15): how far each stream has come to a place, and which segments stand there.
CREATE TABLE audit_shipped (
    place {TEXT} NOT NULL,
    stream_no {I64} NOT NULL,
    seq {I64} NOT NULL CHECK (seq > 0),
    hash {BLOB} NOT NULL,
    is_closed {I64} NOT NULL CHECK (is_closed IN (0, 1)),
    PRIMARY KEY (place, stream_no)
) {STRICT};
CREATE TABLE audit_segment (
    place {TEXT} NOT NULL,
    segment_no {I64} NOT NULL CHECK (segment_no > 0),
    day {I64} NOT NULL,
    at {I64} NOT NULL,
    records {I64} NOT NULL,
    sha256 {TEXT} NOT NULL,
    PRIMARY KEY (place, segment_no)
) {STRICT};
