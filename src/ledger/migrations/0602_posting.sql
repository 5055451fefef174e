-- 仕訳: one row is one balanced posting, debit and credit of one amount. Never changed, never deleted:
-- a correction is a new posting. The natural key lets one cause post once.
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
    PRIMARY KEY (levy_year, household_no, cause_kind, cause_no, cause_version, part)
) {STRICT};
-- 過誤納 of a payer (account 3) is asked for one by one; of all other accounts sums are taken over whole years, and
-- an index of every posting would cost as much as the posting.
CREATE INDEX ledger_posting_overpaid ON ledger_posting (payer_no) WHERE debit = 3 OR credit = 3;

-- only sqlite
CREATE TRIGGER ledger_posting_no_update BEFORE UPDATE ON ledger_posting
BEGIN SELECT RAISE(ABORT, '仕訳は変更できません。取り消す仕訳を足してください'); END;
CREATE TRIGGER ledger_posting_no_delete BEFORE DELETE ON ledger_posting
BEGIN SELECT RAISE(ABORT, '仕訳は削除できません。取り消す仕訳を足してください'); END;

-- only postgres
CREATE FUNCTION ledger_posting_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '仕訳は変更も削除もできません。取り消す仕訳を足してください';
END $$;
CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_posting_refuse();
-- Also where a session plays the replica.
ALTER TABLE ledger_posting ENABLE ALWAYS TRIGGER ledger_posting_append_only;
