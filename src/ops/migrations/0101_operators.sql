-- Operators, what they may do from when until when, and how they log in.
CREATE TABLE ops_operator (
    operator_id {TEXT} NOT NULL PRIMARY KEY,
    name {TEXT} NOT NULL,
    section {TEXT} NOT NULL,
    permissions {TEXT} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    password_hash {TEXT} NOT NULL,
    code_secret {BLOB} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
