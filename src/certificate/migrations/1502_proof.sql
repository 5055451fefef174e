-- 資格の証明書と通知: what the counter certified or told, as the ledger stood then. Days yyyymmdd, 0 = none.
CREATE TABLE certificate_proof (
    proof_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind BETWEEN 1 AND 5),
    purpose {I64} NOT NULL,
    receiver {I64} NOT NULL,
    issued_on {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    prefecture_from {I64} NOT NULL,
    prefecture_until {I64} NOT NULL,
    reason {TEXT} NOT NULL,
    card_symbol {TEXT} NOT NULL,
    card_number {TEXT} NOT NULL,
    branch_no {I64} NOT NULL,
    due_day {I64} NOT NULL,
    words {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (proof_no, recorded_at)
){STRICT};
CREATE INDEX certificate_proof_person ON certificate_proof (addressee_no);
