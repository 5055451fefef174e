-- Who read a 個人番号 or 住民票コード of whom, when, and for what.
CREATE TABLE addressee_number_access (
    access_no {I64} NOT NULL PRIMARY KEY,
    recorded_at {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    addressee_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind IN (1, 2)),
    purpose {TEXT} NOT NULL
){STRICT};
