-- 保存期限を過ぎて消した仕訳の合計: what the deleted postings add up to, without household and payer (docs/adr/0150). Grows only in
-- the transaction that deletes them.
CREATE TABLE ledger_closing (
    levy_year {I64} NOT NULL,
    account_year {I64} NOT NULL,
    cause_kind {TEXT} NOT NULL,
    part {TEXT} NOT NULL,
    debit {I64} NOT NULL,
    credit {I64} NOT NULL CHECK (credit <> debit),
    reason {I64} NOT NULL,
    business_date {I64} NOT NULL,
    items {I64} NOT NULL CHECK (items > 0),
    amount {I64} NOT NULL CHECK (amount > 0),
    PRIMARY KEY (levy_year, account_year, cause_kind, part, debit, credit, reason, business_date)
) {STRICT};

-- only sqlite
DROP TRIGGER ledger_posting_no_delete;
CREATE TRIGGER ledger_posting_no_delete BEFORE DELETE ON ledger_posting
WHEN NOT EXISTS (SELECT 1 FROM store_going g WHERE g.levy_year = OLD.levy_year AND g.household_no = OLD.household_no)
BEGIN SELECT RAISE(ABORT, '仕訳は削除できません。取り消す仕訳を足してください'); END;
CREATE TRIGGER ledger_closing_no_update BEFORE UPDATE ON ledger_closing
WHEN NOT EXISTS (SELECT 1 FROM store_going)
BEGIN SELECT RAISE(ABORT, '消した仕訳の合計は変更できません'); END;
CREATE TRIGGER ledger_closing_no_delete BEFORE DELETE ON ledger_closing
BEGIN SELECT RAISE(ABORT, '消した仕訳の合計は削除できません'); END;

-- only postgres
DROP TRIGGER ledger_posting_append_only ON ledger_posting;
CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR TRUNCATE ON ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_posting_refuse();
CREATE TRIGGER ledger_posting_kept BEFORE DELETE ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION store_refuse_unless_going('仕訳は変更も削除もできません。取り消す仕訳を足してください', 'levy_year');
ALTER TABLE ledger_posting ENABLE ALWAYS TRIGGER ledger_posting_append_only;
ALTER TABLE ledger_posting ENABLE ALWAYS TRIGGER ledger_posting_kept;
CREATE TRIGGER ledger_closing_kept BEFORE UPDATE ON ledger_closing
    FOR EACH ROW EXECUTE FUNCTION store_refuse_while_none_goes('消した仕訳の合計は変更できません');
CREATE TRIGGER ledger_closing_append_only BEFORE DELETE OR TRUNCATE ON ledger_closing
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_posting_refuse();
ALTER TABLE ledger_closing ENABLE ALWAYS TRIGGER ledger_closing_kept;
ALTER TABLE ledger_closing ENABLE ALWAYS TRIGGER ledger_closing_append_only;
