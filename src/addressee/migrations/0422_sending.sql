-- 送付先: where letters of a duty go (duty 0 = all, 1 賦課, 2 給付, 3 収納).
CREATE TABLE addressee_sending (
    addressee_no {I64} NOT NULL,
    row_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    duty {I64} NOT NULL,
    reason {I64} NOT NULL,
    is_safe {I64} NOT NULL CHECK (is_safe IN (0, 1)),
    name {TEXT} NOT NULL,
    postal_code {TEXT} NOT NULL,
    address {TEXT} NOT NULL,
    building {TEXT} NOT NULL,
    note {TEXT} NOT NULL,
    CHECK (valid_from < valid_until),
    PRIMARY KEY (addressee_no, row_no, recorded_at)
){STRICT};
-- What is known now, for digests and checks.
CREATE VIEW addressee_sending_now AS
SELECT addressee_no, row_no, valid_from, valid_until, duty, reason, is_safe, name, postal_code, address, building, note
FROM addressee_sending
WHERE superseded_at = 9223372036854775807;
