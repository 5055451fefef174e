-- 住登外者・法人: persons and bodies that no resident feed brings, a full row per change (全項目履歴).
CREATE TABLE addressee_own (
    addressee_no {I64} NOT NULL,
    row_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    kind {I64} NOT NULL,
    status {I64} NOT NULL,
    sex {I64} NOT NULL,
    birth {I64} NOT NULL,
    reason {I64} NOT NULL,
    name {TEXT} NOT NULL,
    kana {TEXT} NOT NULL,
    alias {TEXT} NOT NULL,
    roman {TEXT} NOT NULL,
    corporate_number {TEXT} NOT NULL,
    postal_code {TEXT} NOT NULL,
    address {TEXT} NOT NULL,
    building {TEXT} NOT NULL,
    basis {TEXT} NOT NULL,
    CHECK (valid_from < valid_until),
    PRIMARY KEY (addressee_no, row_no, recorded_at)
){STRICT};
-- What is known now, for digests and checks.
CREATE VIEW addressee_own_now AS
SELECT addressee_no, row_no, valid_from, valid_until, kind, status, sex, birth, reason, name, kana, alias, roman, corporate_number, postal_code, address, building, basis
FROM addressee_own
WHERE superseded_at = 9223372036854775807;
