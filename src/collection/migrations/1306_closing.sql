-- 保存期限を過ぎて消した収納の合計: what the sheets and 月報 of past years go on to count, without household and payer (docs/adr/0150).
-- item 0 過誤納, 1 料, 2 延滞金, 3 督促手数料, 4 仮受, 5 不納欠損, 6 収納 (whole receipts), 7 調定 (charges).
CREATE TABLE collection_closing (
    levy_year {I64} NOT NULL,
    charged_year {I64} NOT NULL,
    item {I64} NOT NULL CHECK (item BETWEEN 0 AND 7),
    channel {I64} NOT NULL,
    slip_kind {I64} NOT NULL,
    source {I64} NOT NULL,
    booked_on {I64} NOT NULL,
    received_on {I64} NOT NULL,
    paid_on {I64} NOT NULL,
    paid_in_on {I64} NOT NULL,
    items {I64} NOT NULL,
    amount {I64} NOT NULL,
    medical {I64} NOT NULL,
    support {I64} NOT NULL,
    care {I64} NOT NULL,
    child {I64} NOT NULL,
    PRIMARY KEY (levy_year, charged_year, item, channel, slip_kind, source, booked_on, received_on, paid_on, paid_in_on)
) {STRICT};

-- only sqlite
DROP TRIGGER collection_receipt_no_delete;
CREATE TRIGGER collection_receipt_no_delete BEFORE DELETE ON collection_receipt
WHEN NOT EXISTS (SELECT 1 FROM store_going g WHERE g.levy_year = OLD.levy_year AND g.household_no = OLD.household_no)
BEGIN SELECT RAISE(ABORT, '収納の記録は削除できません'); END;
DROP TRIGGER collection_allocation_no_delete;
CREATE TRIGGER collection_allocation_no_delete BEFORE DELETE ON collection_allocation
WHEN NOT EXISTS (SELECT 1 FROM store_going g WHERE g.levy_year = OLD.levy_year AND g.household_no = OLD.household_no)
BEGIN SELECT RAISE(ABORT, '消込の記録は削除できません'); END;
DROP TRIGGER collection_write_off_no_delete;
CREATE TRIGGER collection_write_off_no_delete BEFORE DELETE ON collection_write_off
WHEN NOT EXISTS (SELECT 1 FROM store_going g WHERE g.levy_year = OLD.levy_year AND g.household_no = OLD.household_no)
BEGIN SELECT RAISE(ABORT, '不納欠損の記録は削除できません'); END;
CREATE TRIGGER collection_closing_no_update BEFORE UPDATE ON collection_closing
WHEN NOT EXISTS (SELECT 1 FROM store_going)
BEGIN SELECT RAISE(ABORT, '消した収納の合計は変更できません'); END;
CREATE TRIGGER collection_closing_no_delete BEFORE DELETE ON collection_closing
BEGIN SELECT RAISE(ABORT, '消した収納の合計は削除できません'); END;

-- only postgres
DROP TRIGGER collection_receipt_append_only ON collection_receipt;
CREATE TRIGGER collection_receipt_append_only BEFORE UPDATE OR TRUNCATE ON collection_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION collection_refuse();
CREATE TRIGGER collection_receipt_kept BEFORE DELETE ON collection_receipt
    FOR EACH ROW EXECUTE FUNCTION store_refuse_unless_going('収納・消込の記録は変更も削除もできません', 'levy_year');
DROP TRIGGER collection_allocation_append_only ON collection_allocation;
CREATE TRIGGER collection_allocation_append_only BEFORE UPDATE OR TRUNCATE ON collection_allocation
    FOR EACH STATEMENT EXECUTE FUNCTION collection_refuse();
CREATE TRIGGER collection_allocation_kept BEFORE DELETE ON collection_allocation
    FOR EACH ROW EXECUTE FUNCTION store_refuse_unless_going('収納・消込の記録は変更も削除もできません', 'levy_year');
DROP TRIGGER collection_write_off_append_only ON collection_write_off;
CREATE TRIGGER collection_write_off_append_only BEFORE UPDATE OR TRUNCATE ON collection_write_off
    FOR EACH STATEMENT EXECUTE FUNCTION collection_refuse();
CREATE TRIGGER collection_write_off_kept BEFORE DELETE ON collection_write_off
    FOR EACH ROW EXECUTE FUNCTION store_refuse_unless_going('収納・消込の記録は変更も削除もできません', 'levy_year');
CREATE TRIGGER collection_closing_kept BEFORE UPDATE ON collection_closing
    FOR EACH ROW EXECUTE FUNCTION store_refuse_while_none_goes('消した収納の合計は変更できません');
CREATE TRIGGER collection_closing_append_only BEFORE DELETE OR TRUNCATE ON collection_closing
    FOR EACH STATEMENT EXECUTE FUNCTION collection_refuse();
ALTER TABLE collection_receipt ENABLE ALWAYS TRIGGER collection_receipt_append_only;
ALTER TABLE collection_receipt ENABLE ALWAYS TRIGGER collection_receipt_kept;
ALTER TABLE collection_allocation ENABLE ALWAYS TRIGGER collection_allocation_append_only;
ALTER TABLE collection_allocation ENABLE ALWAYS TRIGGER collection_allocation_kept;
ALTER TABLE collection_write_off ENABLE ALWAYS TRIGGER collection_write_off_append_only;
ALTER TABLE collection_write_off ENABLE ALWAYS TRIGGER collection_write_off_kept;
ALTER TABLE collection_closing ENABLE ALWAYS TRIGGER collection_closing_kept;
ALTER TABLE collection_closing ENABLE ALWAYS TRIGGER collection_closing_append_only;
