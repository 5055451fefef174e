-- 名寄せ: this number belongs to the same person as `into_no`; nothing else is changed, so it can be taken back.
CREATE TABLE addressee_link (
    addressee_no {I64} NOT NULL,
    row_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    into_no {I64} NOT NULL,
    reason {I64} NOT NULL,
    evidence {TEXT} NOT NULL,
    CHECK (valid_from < valid_until),
    PRIMARY KEY (addressee_no, row_no, recorded_at)
){STRICT};
CREATE INDEX addressee_link_into ON addressee_link (into_no);
-- What is known now, for digests and checks.
CREATE VIEW addressee_link_now AS
SELECT addressee_no, row_no, valid_from, valid_until, into_no, reason, evidence
FROM addressee_link
WHERE superseded_at = 9223372036854775807;
