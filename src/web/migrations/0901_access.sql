-- 参照記録 -- who looked at whose data on which screen, when and what for. A page with personal data
-- leaves only when its rows are durable. kind: 1 look, 2 change, 3 log-in, 4 log-out, 5 refused.
CREATE TABLE web_access (
    served_by {I64} NOT NULL,
    seq {I64} NOT NULL,
    at {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    terminal {TEXT} NOT NULL,
    event {TEXT} NOT NULL,
    kind {I64} NOT NULL CHECK (kind BETWEEN 1 AND 5),
    addressee_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    shows_number {I64} NOT NULL CHECK (shows_number IN (0, 1)),
    purpose {TEXT} NOT NULL,
    PRIMARY KEY (served_by, seq)
) {STRICT};
CREATE INDEX web_access_by_person ON web_access (addressee_no, at);
CREATE INDEX web_access_by_operator ON web_access (operator_id, at);
