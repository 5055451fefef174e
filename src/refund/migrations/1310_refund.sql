-- 過誤納の確認: opened on the day it was found, once a receipt; how old it is and whether a way to pay was known.
CREATE TABLE refund_found (
    receipt_no {I64} NOT NULL PRIMARY KEY,
    payer_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    cause {TEXT} NOT NULL,
    arose_on {I64} NOT NULL,
    found_on {I64} NOT NULL,
    has_account {I64} NOT NULL CHECK (has_account IN (0, 1)),
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX refund_found_of_payer ON refund_found (payer_no);

-- 還付充当の決議: one a payer and act.
CREATE TABLE refund_case (
    case_no {I64} NOT NULL PRIMARY KEY,
    payer_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    decided_on {I64} NOT NULL,
    note {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX refund_case_of_payer ON refund_case (payer_no);

-- What was taken of an excess (過誤納, 仮受), and for what: use 1 充当, 2 還付, 3 仮受の消込, 4 歳入組入.
-- case_no 0: 仮受 that was assigned, or what lapsed before anybody decided. Never changed.
CREATE TABLE refund_item (
    item_no {I64} NOT NULL PRIMARY KEY,
    case_no {I64} NOT NULL,
    receipt_no {I64} NOT NULL,
    use {I64} NOT NULL CHECK (use IN (1, 2, 3, 4)),
    cause {TEXT} NOT NULL,
    paid_on {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment {I64} NOT NULL,
    account_year {I64} NOT NULL,
    ends_on {I64} NOT NULL,
    to_year {I64} NOT NULL,
    to_household_no {I64} NOT NULL,
    to_instalment {I64} NOT NULL,
    to_item {I64} NOT NULL,
    to_receipt_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX refund_item_of_receipt ON refund_item (receipt_no);
CREATE INDEX refund_item_of_case ON refund_item (case_no);

-- 還付加算金: each base with its days, so that a letter can be added up again. Revision 1 as decided, 2 as paid.
CREATE TABLE refund_interest (
    case_no {I64} NOT NULL,
    revision {I64} NOT NULL,
    base_no {I64} NOT NULL,
    use {I64} NOT NULL CHECK (use IN (1, 2)),
    cause {TEXT} NOT NULL,
    paid_on {I64} NOT NULL,
    base {I64} NOT NULL CHECK (base > 0),
    from_on {I64} NOT NULL,
    until_on {I64} NOT NULL,
    not_from {I64} NOT NULL,
    not_until {I64} NOT NULL,
    raw {I64} NOT NULL CHECK (raw >= 0),
    amount {I64} NOT NULL CHECK (amount >= 0 AND amount <= raw),
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (case_no, revision, base_no)
) {STRICT};

-- Where a case stands: its newest step. 1 決定, 2 通知, 3 請求受付, 4 支出命令, 5 振込, 6 完了, 7 口座相違, 8 時効, 9 取消.
CREATE TABLE refund_step (
    case_no {I64} NOT NULL,
    step_no {I64} NOT NULL,
    state {I64} NOT NULL CHECK (state BETWEEN 1 AND 9),
    on_day {I64} NOT NULL,
    interest {I64} NOT NULL CHECK (interest >= 0),
    revision {I64} NOT NULL,
    told_on {I64} NOT NULL,
    claimed_on {I64} NOT NULL,
    ordered_on {I64} NOT NULL,
    payee_no {I64} NOT NULL,
    relation {I64} NOT NULL,
    attorney {TEXT} NOT NULL,
    bank {TEXT} NOT NULL,
    branch {TEXT} NOT NULL,
    deposit_kind {I64} NOT NULL,
    number {TEXT} NOT NULL,
    holder {TEXT} NOT NULL,
    transfer_no {I64} NOT NULL,
    sent_count {I64} NOT NULL,
    words {TEXT} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (case_no, step_no)
) {STRICT};

-- 総合振込: a file that was made, once; state 1 made, 2 handed over, 3 its result is in.
CREATE TABLE refund_transfer (
    transfer_no {I64} NOT NULL PRIMARY KEY,
    transfer_on {I64} NOT NULL,
    payees {I64} NOT NULL CHECK (payees > 0),
    amount {I64} NOT NULL CHECK (amount > 0),
    file {TEXT} NOT NULL,
    sha256 {TEXT} NOT NULL UNIQUE,
    state {I64} NOT NULL CHECK (state IN (1, 2, 3)),
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE TABLE refund_transfer_line (
    transfer_no {I64} NOT NULL,
    case_no {I64} NOT NULL,
    step_no {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    PRIMARY KEY (transfer_no, case_no)
) {STRICT};

-- 書類: the files of a run with their hashes, and which case each letter told.
CREATE TABLE refund_paper (
    run_no {I64} NOT NULL,
    file {TEXT} NOT NULL,
    sha256 {TEXT} NOT NULL,
    units {I64} NOT NULL,
    PRIMARY KEY (run_no, file)
) {STRICT};
CREATE TABLE refund_letter (
    run_no {I64} NOT NULL,
    case_no {I64} NOT NULL,
    step_no {I64} NOT NULL,
    is_reminder {I64} NOT NULL CHECK (is_reminder IN (0, 1)),
    issued_on {I64} NOT NULL,
    PRIMARY KEY (run_no, case_no)
) {STRICT};
CREATE INDEX refund_letter_of_case ON refund_letter (case_no);

-- 還付時効: what a run proposes to take into the revenue; posted when another person agrees.
CREATE TABLE refund_lapse (
    run_no {I64} NOT NULL,
    case_no {I64} NOT NULL,
    receipt_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    limit_on {I64} NOT NULL,
    PRIMARY KEY (run_no, case_no, receipt_no)
) {STRICT};

-- only sqlite
CREATE TRIGGER refund_item_no_update BEFORE UPDATE ON refund_item
BEGIN SELECT RAISE(ABORT, '還付・充当の記録は変更できません'); END;
CREATE TRIGGER refund_item_no_delete BEFORE DELETE ON refund_item
BEGIN SELECT RAISE(ABORT, '還付・充当の記録は削除できません'); END;
CREATE TRIGGER refund_step_no_update BEFORE UPDATE ON refund_step
BEGIN SELECT RAISE(ABORT, '還付の経過は変更できません'); END;
CREATE TRIGGER refund_step_no_delete BEFORE DELETE ON refund_step
BEGIN SELECT RAISE(ABORT, '還付の経過は削除できません'); END;

-- only postgres
CREATE FUNCTION refund_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '還付・充当の記録は変更も削除もできません';
END $$;
CREATE TRIGGER refund_item_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_item
    FOR EACH STATEMENT EXECUTE FUNCTION refund_refuse();
CREATE TRIGGER refund_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_step
    FOR EACH STATEMENT EXECUTE FUNCTION refund_refuse();
ALTER TABLE refund_item ENABLE ALWAYS TRIGGER refund_item_append_only;
ALTER TABLE refund_step ENABLE ALWAYS TRIGGER refund_step_append_only;
