-- 保存期限を過ぎて消した明細: how many and how much of a request that was sent (docs/adr/0150): its totals stay as they were sent.
CREATE TABLE debit_gone (
    request_no {I64} NOT NULL PRIMARY KEY,
    items {I64} NOT NULL CHECK (items > 0),
    amount {I64} NOT NULL
) {STRICT};

-- only sqlite
DROP TRIGGER debit_answer_no_delete;
CREATE TRIGGER debit_answer_no_delete BEFORE DELETE ON debit_answer
WHEN NOT EXISTS (SELECT 1 FROM store_going)
BEGIN SELECT RAISE(ABORT, '振替結果は削除できません'); END;

-- only postgres
DROP TRIGGER debit_answer_append_only ON debit_answer;
CREATE TRIGGER debit_answer_append_only BEFORE UPDATE OR TRUNCATE ON debit_answer
    FOR EACH STATEMENT EXECUTE FUNCTION debit_refuse();
CREATE TRIGGER debit_answer_kept BEFORE DELETE ON debit_answer
    FOR EACH ROW EXECUTE FUNCTION store_refuse_while_none_goes('送った依頼と振替結果は変更も削除もできません');
