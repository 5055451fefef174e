-- 支援措置 (applicant = addressee_no, row_no = number of the measure). Open until it is lifted: ends_on lifts nothing.
CREATE TABLE addressee_measure (
    addressee_no {I64} NOT NULL,
    row_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    state {I64} NOT NULL,
    ends_on {I64} NOT NULL,
    office {TEXT} NOT NULL,
    hidden {TEXT} NOT NULL,
    note {TEXT} NOT NULL,
    CHECK (valid_from < valid_until),
    PRIMARY KEY (addressee_no, row_no, recorded_at)
){STRICT};
CREATE INDEX addressee_measure_no ON addressee_measure (row_no);
CREATE INDEX addressee_measure_ends ON addressee_measure (ends_on);
-- What is known now, for digests and checks.
CREATE VIEW addressee_measure_now AS
SELECT addressee_no, row_no, valid_from, valid_until, state, ends_on, office, hidden, note
FROM addressee_measure
WHERE superseded_at = 9223372036854775807;
