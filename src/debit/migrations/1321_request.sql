-- 口座振替の抽出: a run of direct-debit-request, what it found, and what all of it adds up to.
CREATE TABLE debit_run (
    run_no {I64} NOT NULL PRIMARY KEY,
    debit_on {I64} NOT NULL,
    grouping {TEXT} NOT NULL,
    digest {TEXT} NOT NULL,
    items {I64} NOT NULL,
    amount {I64} NOT NULL,
    households {I64} NOT NULL,
    on_debit {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};

-- 依頼ファイル: made once; sent_on 0 = proposed, set when it is approved, and never sent again.
CREATE TABLE debit_request (
    request_no {I64} NOT NULL PRIMARY KEY,
    run_no {I64} NOT NULL,
    file_name {TEXT} NOT NULL UNIQUE,
    layout {TEXT} NOT NULL,
    consignor {TEXT} NOT NULL,
    group_key {TEXT} NOT NULL,
    debit_on {I64} NOT NULL,
    items {I64} NOT NULL CHECK (items > 0),
    amount {I64} NOT NULL CHECK (amount > 0),
    bytes {I64} NOT NULL,
    sha256 {TEXT} NOT NULL,
    sent_on {I64} NOT NULL
) {STRICT};
CREATE INDEX debit_request_of_run ON debit_request (run_no);

-- 依頼明細: one charge in one file; the n-th attempt at it. The customer number says the same as year, notice,
-- instalment and attempt: no charge stands twice with one attempt.
CREATE TABLE debit_item (
    item_no {I64} NOT NULL PRIMARY KEY,
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment {I64} NOT NULL,
    attempt {I64} NOT NULL CHECK (attempt BETWEEN 1 AND 9),
    request_no {I64} NOT NULL,
    notice_no {I64} NOT NULL,
    due {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    charged_year {I64} NOT NULL,
    mandate_row {I64} NOT NULL,
    serial {I64} NOT NULL,
    new_code {I64} NOT NULL CHECK (new_code IN (0, 1, 2)),
    bank {TEXT} NOT NULL,
    customer_no {TEXT} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX debit_item_customer ON debit_item (customer_no);
CREATE INDEX debit_item_of_request ON debit_item (request_no);
CREATE INDEX debit_item_due ON debit_item (due);
CREATE INDEX debit_item_new ON debit_item (new_code, payer_no, serial);

-- 振替停止依頼: we asked the bank to leave out what it has already; it answers 8.
CREATE TABLE debit_halt (
    item_no {I64} NOT NULL PRIMARY KEY,
    halted_on {I64} NOT NULL,
    reason {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    withdrawn_at {I64} NOT NULL
) {STRICT};

-- 振替結果: the bank's answer to one item, once. receipt_no only with result 0.
CREATE TABLE debit_answer (
    item_no {I64} NOT NULL PRIMARY KEY,
    result {I64} NOT NULL CHECK (result IN (0, 1, 2, 3, 4, 8, 9)),
    answered_on {I64} NOT NULL,
    receipt_no {I64} NOT NULL,
    overpaid {I64} NOT NULL,
    redebit_on {I64} NOT NULL,
    layout {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    CHECK ((result = 0) = (receipt_no > 0))
) {STRICT};
CREATE INDEX debit_answer_redebit ON debit_answer (redebit_on);

-- only sqlite
CREATE TRIGGER debit_answer_no_update BEFORE UPDATE ON debit_answer
BEGIN SELECT RAISE(ABORT, '振替結果は変更できません'); END;
CREATE TRIGGER debit_answer_no_delete BEFORE DELETE ON debit_answer
BEGIN SELECT RAISE(ABORT, '振替結果は削除できません'); END;
CREATE TRIGGER debit_request_sent BEFORE UPDATE ON debit_request WHEN OLD.sent_on <> 0
BEGIN SELECT RAISE(ABORT, '送った依頼は変更できません'); END;
CREATE TRIGGER debit_request_kept BEFORE DELETE ON debit_request WHEN OLD.sent_on <> 0
BEGIN SELECT RAISE(ABORT, '送った依頼は削除できません'); END;

-- only postgres
CREATE FUNCTION debit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '送った依頼と振替結果は変更も削除もできません';
END $$;
CREATE TRIGGER debit_answer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON debit_answer
    FOR EACH STATEMENT EXECUTE FUNCTION debit_refuse();
CREATE TRIGGER debit_request_sent BEFORE UPDATE OR DELETE ON debit_request
    FOR EACH ROW WHEN (OLD.sent_on <> 0) EXECUTE FUNCTION debit_refuse();
