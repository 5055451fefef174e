-- 仕訳: one balanced row a posting, never changed or deleted.
CREATE TABLE ledger_posting (
    cause_kind {TEXT} NOT NULL,
    cause_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    cause_version {I64} NOT NULL,
    part {TEXT} NOT NULL,
    payer_no {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    account_year {I64} NOT NULL,
    debit {I64} NOT NULL,
    credit {I64} NOT NULL CHECK (credit <> debit),
    amount {I64} NOT NULL CHECK (amount > 0),
    reason {I64} NOT NULL,
    value_date {I64} NOT NULL,
    business_date {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (levy_year, cause_kind, cause_no, household_no, cause_version, part)
){STRICT};
-- only sqlite
CREATE TRIGGER ledger_posting_no_update BEFORE UPDATE ON ledger_posting
BEGIN SELECT RAISE(ABORT, 'postings are never changed'); END;
CREATE TRIGGER ledger_posting_no_delete BEFORE DELETE ON ledger_posting
BEGIN SELECT RAISE(ABORT, 'postings are never deleted'); END;
-- both
