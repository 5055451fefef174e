-- 個人番号 registered or corrected at the window, sealed like addressee_number.
CREATE TABLE addressee_number_own (
    addressee_no {I64} NOT NULL,
    row_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    method {I64} NOT NULL,
    differs {I64} NOT NULL CHECK (differs IN (0, 1)),
    confirmed_on {I64} NOT NULL,
    evidence {TEXT} NOT NULL,
    sealed {BLOB} NOT NULL,
    blind {BLOB} NOT NULL,
    CHECK (valid_from < valid_until),
    PRIMARY KEY (addressee_no, row_no, recorded_at)
){STRICT};
CREATE INDEX addressee_number_own_blind ON addressee_number_own (blind);
-- What is known now, for digests and checks.
CREATE VIEW addressee_number_own_now AS
SELECT addressee_no, row_no, valid_from, valid_until, method, differs, confirmed_on, evidence
FROM addressee_number_own
WHERE superseded_at = 9223372036854775807;
