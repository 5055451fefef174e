-- 仕訳 stand by their cause, not by household: what a day posts lies together, where it came from, and a file of payments writes
-- few pages instead of one a household (docs/adr/0172). The key is the same one in another order.
-- only sqlite
ALTER TABLE ledger_posting RENAME TO ledger_posting_before;
CREATE TABLE ledger_posting (
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    cause_kind {TEXT} NOT NULL,
    cause_no {I64} NOT NULL,
    cause_version {I64} NOT NULL,
    part {TEXT} NOT NULL,
    payer_no {I64} NOT NULL,
    account_year {I64} NOT NULL,
    debit {I64} NOT NULL,
    credit {I64} NOT NULL CHECK (credit <> debit),
    amount {I64} NOT NULL CHECK (amount > 0),
    reason {I64} NOT NULL,
    value_date {I64} NOT NULL,
    business_date {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (levy_year, cause_kind, cause_no, cause_version, household_no, part)
) {STRICT};
INSERT INTO ledger_posting
SELECT levy_year, household_no, cause_kind, cause_no, cause_version, part, payer_no, account_year, debit, credit, amount, reason,
       value_date, business_date, recorded_at
FROM ledger_posting_before
ORDER BY levy_year, cause_kind, cause_no, cause_version, household_no, part;
DROP TABLE ledger_posting_before;
CREATE INDEX ledger_posting_overpaid ON ledger_posting (payer_no) WHERE debit = 3 OR credit = 3;
CREATE TRIGGER ledger_posting_no_update BEFORE UPDATE ON ledger_posting
BEGIN SELECT RAISE(ABORT, '仕訳は変更できません。取り消す仕訳を足してください'); END;
CREATE TRIGGER ledger_posting_no_delete BEFORE DELETE ON ledger_posting
WHEN NOT EXISTS (SELECT 1 FROM store_going g WHERE g.levy_year = OLD.levy_year AND g.household_no = OLD.household_no)
BEGIN SELECT RAISE(ABORT, '仕訳は削除できません。取り消す仕訳を足してください'); END;
-- only postgres
ALTER TABLE ledger_posting DROP CONSTRAINT ledger_posting_pkey;
ALTER TABLE ledger_posting ADD PRIMARY KEY (levy_year, cause_kind, cause_no, cause_version, household_no, part);
