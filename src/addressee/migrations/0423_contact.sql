-- 連絡先: telephones and mail; `digits` is what a search for a telephone compares.
CREATE TABLE addressee_contact (
    addressee_no {I64} NOT NULL,
    row_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    kind {I64} NOT NULL,
    value {TEXT} NOT NULL,
    digits {TEXT} NOT NULL,
    who {TEXT} NOT NULL,
    hours {TEXT} NOT NULL,
    note {TEXT} NOT NULL,
    CHECK (valid_from < valid_until),
    PRIMARY KEY (addressee_no, row_no, recorded_at)
){STRICT};
CREATE INDEX addressee_contact_digits ON addressee_contact (digits);
-- What is known now, for digests and checks.
CREATE VIEW addressee_contact_now AS
SELECT addressee_no, row_no, valid_from, valid_until, kind, value, digits, who, hours, note
FROM addressee_contact
WHERE superseded_at = 9223372036854775807;
