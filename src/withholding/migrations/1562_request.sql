-- 依頼: what was asked of the pension side of one head. Proposed with its run; sent when the run was approved
-- (withholding_file.sent_on), never changed then.
-- kind 1 開始, 2 中止, 3 仮徴収額変更
-- first_year, first_pay: the first pay day that it reaches; 0 = April ... 5 = February
-- pay_1 .. pay_6 as asked of this fiscal year; provisional = of each of next year's April, June and August
CREATE TABLE withholding_request (
    request_no {I64} NOT NULL PRIMARY KEY,
    run_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind BETWEEN 1 AND 3),
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    pensioner_no {I64} NOT NULL,
    first_year {I64} NOT NULL,
    first_pay {I64} NOT NULL CHECK (first_pay BETWEEN 0 AND 5),
    pay_1 {I64} NOT NULL,
    pay_2 {I64} NOT NULL,
    pay_3 {I64} NOT NULL,
    pay_4 {I64} NOT NULL,
    pay_5 {I64} NOT NULL,
    pay_6 {I64} NOT NULL,
    provisional {I64} NOT NULL,
    reason {TEXT} NOT NULL
) {STRICT};
CREATE INDEX withholding_request_of_run ON withholding_request (run_no);
CREATE INDEX withholding_request_of_household ON withholding_request (household_no);
CREATE INDEX withholding_request_of_pensioner ON withholding_request (pensioner_no);

-- 依頼ファイル: one of a run; sent_on 0 = proposed, set when it is approved, and never sent again.
CREATE TABLE withholding_file (
    run_no {I64} NOT NULL PRIMARY KEY,
    fiscal_year {I64} NOT NULL,
    file_name {TEXT} NOT NULL UNIQUE,
    digest {TEXT} NOT NULL,
    items {I64} NOT NULL CHECK (items >= 0),
    amount {I64} NOT NULL,
    bytes {I64} NOT NULL,
    sha256 {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    sent_on {I64} NOT NULL
) {STRICT};

-- 処理結果: what became of a request. 00 = accepted.
CREATE TABLE withholding_answer (
    request_no {I64} NOT NULL PRIMARY KEY,
    result_code {TEXT} NOT NULL,
    is_accepted {I64} NOT NULL CHECK (is_accepted IN (0, 1)),
    answered_on {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};

-- 徴収結果: what was taken from a pension on a pay day; a later record of the same pay day stands in its place.
-- place  1 booked (receipt_no), 2 waits for the decision of the year (仮徴収), 3 held (仮受): nobody had asked for it,
--        4 nothing was taken
CREATE TABLE withholding_taken (
    fiscal_year {I64} NOT NULL,
    pay {I64} NOT NULL CHECK (pay BETWEEN 0 AND 5),
    pensioner_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    paid_on {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount >= 0),
    planned {I64} NOT NULL,
    result_code {TEXT} NOT NULL,
    place {I64} NOT NULL CHECK (place BETWEEN 1 AND 4),
    receipt_no {I64} NOT NULL CHECK ((receipt_no <> 0) = (place = 1)),
    overpaid {I64} NOT NULL,
    PRIMARY KEY (fiscal_year, pay, pensioner_no, recorded_at)
) {STRICT};
CREATE INDEX withholding_taken_of_household ON withholding_taken (household_no);
CREATE INDEX withholding_taken_of_payer ON withholding_taken (payer_no);
