-- 一時解除: for one person, one operator and one purpose, from a moment until a moment; never sent anywhere.
CREATE TABLE addressee_release (
    addressee_no {I64} NOT NULL,
    row_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    from_at {I64} NOT NULL,
    until_at {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    purpose {TEXT} NOT NULL,
    CHECK (valid_from < valid_until),
    PRIMARY KEY (addressee_no, row_no, recorded_at)
){STRICT};
-- What is known now, for digests and checks.
CREATE VIEW addressee_release_now AS
SELECT addressee_no, row_no, valid_from, valid_until, from_at, until_at, operator_id, purpose
FROM addressee_release
WHERE superseded_at = 9223372036854775807;
