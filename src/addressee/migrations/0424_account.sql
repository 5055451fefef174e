-- 口座: bank 4, branch 3, number 7 digits, holder in kana as banks write it.
CREATE TABLE addressee_account (
    addressee_no {I64} NOT NULL,
    row_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    purpose {I64} NOT NULL,
    deposit_kind {I64} NOT NULL,
    is_public {I64} NOT NULL CHECK (is_public IN (0, 1)),
    bank {TEXT} NOT NULL,
    branch {TEXT} NOT NULL,
    number {TEXT} NOT NULL,
    holder {TEXT} NOT NULL,
    note {TEXT} NOT NULL,
    CHECK (valid_from < valid_until),
    PRIMARY KEY (addressee_no, row_no, recorded_at)
){STRICT};
-- What is known now, for digests and checks.
CREATE VIEW addressee_account_now AS
SELECT addressee_no, row_no, valid_from, valid_until, purpose, deposit_kind, is_public, bank, branch, number, holder, note
FROM addressee_account
WHERE superseded_at = 9223372036854775807;
