-- 支援措置の相手方 (addressee_no = the applicant; party_no 0 = not in this register).
CREATE TABLE addressee_party (
    addressee_no {I64} NOT NULL,
    row_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    measure_no {I64} NOT NULL,
    party_no {I64} NOT NULL,
    sex {I64} NOT NULL,
    birth {I64} NOT NULL,
    name {TEXT} NOT NULL,
    kana {TEXT} NOT NULL,
    address {TEXT} NOT NULL,
    note {TEXT} NOT NULL,
    CHECK (valid_from < valid_until),
    PRIMARY KEY (addressee_no, row_no, recorded_at)
){STRICT};
CREATE INDEX addressee_party_no ON addressee_party (party_no);
CREATE INDEX addressee_party_measure ON addressee_party (measure_no);
-- What is known now, for digests and checks.
CREATE VIEW addressee_party_now AS
SELECT addressee_no, row_no, valid_from, valid_until, measure_no, party_no, sex, birth, name, kana, address, note
FROM addressee_party
WHERE superseded_at = 9223372036854775807;
