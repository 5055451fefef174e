-- 支援措置で守る人: role 1 申出者, 2 併せて支援を求める者, 3 その他.
CREATE TABLE addressee_guarded (
    addressee_no {I64} NOT NULL,
    row_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    measure_no {I64} NOT NULL,
    role {I64} NOT NULL,
    CHECK (valid_from < valid_until),
    PRIMARY KEY (addressee_no, row_no, recorded_at)
){STRICT};
CREATE INDEX addressee_guarded_measure ON addressee_guarded (measure_no);
-- What is known now, for digests and checks.
CREATE VIEW addressee_guarded_now AS
SELECT addressee_no, row_no, valid_from, valid_until, measure_no, role
FROM addressee_guarded
WHERE superseded_at = 9223372036854775807;
