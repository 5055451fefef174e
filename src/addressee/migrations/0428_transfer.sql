-- 支援措置の申出を他の市区町村へ転送した記録.
CREATE TABLE addressee_transfer (
    addressee_no {I64} NOT NULL,
    row_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    measure_no {I64} NOT NULL,
    sent_on {I64} NOT NULL,
    municipality {TEXT} NOT NULL,
    note {TEXT} NOT NULL,
    CHECK (valid_from < valid_until),
    PRIMARY KEY (addressee_no, row_no, recorded_at)
){STRICT};
-- What is known now, for digests and checks.
CREATE VIEW addressee_transfer_now AS
SELECT addressee_no, row_no, valid_from, valid_until, measure_no, sent_on, municipality, note
FROM addressee_transfer
WHERE superseded_at = 9223372036854775807;
