-- 収納: one row a payment that came in, as the channel told it, or an act of ours (kind 5): 充当, 配当, 取消,
-- 過誤納の発生. Never changed, never deleted. state 1 booked, 2 held (仮受). What was sent twice has no row.
-- source: the ledger's account it came from. reverses: the receipt that an act takes back. uses: the receipt
-- whose 過誤納 or 仮受 an act moves.
CREATE TABLE collection_receipt (
    receipt_no {I64} NOT NULL PRIMARY KEY,
    levy_year {I64} NOT NULL,
    notice_no {I64} NOT NULL,
    instalment {I64} NOT NULL,
    slip_kind {I64} NOT NULL,
    slip_serial {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind IN (2, 4, 5)),
    channel {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0 OR kind = 5),
    received_on {I64} NOT NULL,
    received_at {I64} NOT NULL,
    paid_in_on {I64} NOT NULL,
    store {TEXT} NOT NULL,
    state {I64} NOT NULL CHECK (state IN (1, 2)),
    codes {TEXT} NOT NULL,
    overpaid {I64} NOT NULL CHECK (kind = 5 OR (overpaid >= 0 AND overpaid <= amount)),
    cause {TEXT} NOT NULL,
    source {I64} NOT NULL,
    origin {TEXT} NOT NULL,
    origin_no {I64} NOT NULL,
    reverses {I64} NOT NULL,
    uses {I64} NOT NULL,
    layout {TEXT} NOT NULL,
    record_no {I64} NOT NULL,
    business_date {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX collection_receipt_of_notice ON collection_receipt (levy_year, notice_no);
CREATE INDEX collection_receipt_of_household ON collection_receipt (household_no, levy_year);
CREATE INDEX collection_receipt_of_day ON collection_receipt (business_date);
CREATE INDEX collection_receipt_used ON collection_receipt (uses) WHERE uses <> 0;
CREATE UNIQUE INDEX collection_receipt_reversed ON collection_receipt (reverses) WHERE reverses <> 0;

-- 消込: which charge a receipt paid, and how it falls on the parts. Only booked receipts have lines.
-- item 1 principal, 2 延滞金, 3 督促手数料; only principal falls on parts. Below zero: what an act took off.
CREATE TABLE collection_allocation (
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    receipt_no {I64} NOT NULL,
    instalment {I64} NOT NULL CHECK (instalment >= 1),
    item {I64} NOT NULL CHECK (item IN (1, 2, 3)),
    amount {I64} NOT NULL CHECK (amount <> 0),
    paid_on {I64} NOT NULL,
    medical {I64} NOT NULL,
    support {I64} NOT NULL,
    care {I64} NOT NULL,
    child {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (levy_year, household_no, payer_no, receipt_no, instalment, item)
) {STRICT};

-- 速報: told, not booked. Open until its 確報 comes or it is cancelled: ended_at, and how (1 確報, 2 取消).
CREATE TABLE collection_mark (
    mark_no {I64} NOT NULL PRIMARY KEY,
    levy_year {I64} NOT NULL,
    notice_no {I64} NOT NULL,
    instalment {I64} NOT NULL,
    slip_kind {I64} NOT NULL,
    slip_serial {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    channel {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    received_on {I64} NOT NULL,
    received_at {I64} NOT NULL,
    store {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    ended_at {I64} NOT NULL,
    ended_by {I64} NOT NULL CHECK (ended_by IN (0, 1, 2))
) {STRICT};
CREATE INDEX collection_mark_of_notice ON collection_mark (levy_year, notice_no);
CREATE INDEX collection_mark_of_household ON collection_mark (household_no, levy_year);

-- only sqlite
CREATE TRIGGER collection_receipt_no_update BEFORE UPDATE ON collection_receipt
BEGIN SELECT RAISE(ABORT, '収納の記録は変更できません'); END;
CREATE TRIGGER collection_receipt_no_delete BEFORE DELETE ON collection_receipt
BEGIN SELECT RAISE(ABORT, '収納の記録は削除できません'); END;
CREATE TRIGGER collection_allocation_no_update BEFORE UPDATE ON collection_allocation
BEGIN SELECT RAISE(ABORT, '消込の記録は変更できません'); END;
CREATE TRIGGER collection_allocation_no_delete BEFORE DELETE ON collection_allocation
BEGIN SELECT RAISE(ABORT, '消込の記録は削除できません'); END;

-- only postgres
CREATE FUNCTION collection_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '収納・消込の記録は変更も削除もできません';
END $$;
CREATE TRIGGER collection_receipt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON collection_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION collection_refuse();
CREATE TRIGGER collection_allocation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON collection_allocation
    FOR EACH STATEMENT EXECUTE FUNCTION collection_refuse();
ALTER TABLE collection_receipt ENABLE ALWAYS TRIGGER collection_receipt_append_only;
ALTER TABLE collection_allocation ENABLE ALWAYS TRIGGER collection_allocation_append_only;
