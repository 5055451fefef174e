-- 保存期限を過ぎて消した振込の明細: how many payees and how much of a file that was sent (docs/adr/0150).
CREATE TABLE refund_gone (
    transfer_no {I64} NOT NULL PRIMARY KEY,
    payees {I64} NOT NULL CHECK (payees > 0),
    amount {I64} NOT NULL CHECK (amount > 0)
) {STRICT};

-- only sqlite
DROP TRIGGER refund_item_no_delete;
CREATE TRIGGER refund_item_no_delete BEFORE DELETE ON refund_item WHEN NOT EXISTS (SELECT 1 FROM store_going)
BEGIN SELECT RAISE(ABORT, '還付・充当の記録は削除できません'); END;
DROP TRIGGER refund_step_no_delete;
CREATE TRIGGER refund_step_no_delete BEFORE DELETE ON refund_step WHEN NOT EXISTS (SELECT 1 FROM store_going)
BEGIN SELECT RAISE(ABORT, '還付の経過は削除できません'); END;

-- only postgres
DROP TRIGGER refund_item_append_only ON refund_item;
CREATE TRIGGER refund_item_append_only BEFORE UPDATE OR TRUNCATE ON refund_item
    FOR EACH STATEMENT EXECUTE FUNCTION refund_refuse();
CREATE TRIGGER refund_item_kept BEFORE DELETE ON refund_item
    FOR EACH ROW EXECUTE FUNCTION store_refuse_while_none_goes('還付・充当の記録は変更も削除もできません');
ALTER TABLE refund_item ENABLE ALWAYS TRIGGER refund_item_append_only;
ALTER TABLE refund_item ENABLE ALWAYS TRIGGER refund_item_kept;
DROP TRIGGER refund_step_append_only ON refund_step;
CREATE TRIGGER refund_step_append_only BEFORE UPDATE OR TRUNCATE ON refund_step
    FOR EACH STATEMENT EXECUTE FUNCTION refund_refuse();
CREATE TRIGGER refund_step_kept BEFORE DELETE ON refund_step
    FOR EACH ROW EXECUTE FUNCTION store_refuse_while_none_goes('還付・充当の記録は変更も削除もできません');
ALTER TABLE refund_step ENABLE ALWAYS TRIGGER refund_step_append_only;
ALTER TABLE refund_step ENABLE ALWAYS TRIGGER refund_step_kept;
