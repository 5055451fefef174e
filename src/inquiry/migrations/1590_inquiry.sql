-- 簡易申告書・所得照会書: each sheet once, whoever sent it. run_no 0 = given out at the counter by a change; days are
-- yyyymmdd. municipality '' = sent to the payer.
CREATE TABLE inquiry_sheet (
    sheet_no {I64} NOT NULL PRIMARY KEY,
    kind {I64} NOT NULL CHECK (kind IN (1, 2)),
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    municipality {TEXT} NOT NULL,
    run_no {I64} NOT NULL,
    change_no {I64} NOT NULL,
    issued_on {I64} NOT NULL,
    due_on {I64} NOT NULL CHECK (due_on >= issued_on),
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    CHECK ((kind = 1) = (municipality = ''))
) {STRICT};
CREATE INDEX inquiry_sheet_household ON inquiry_sheet (household_no);
CREATE INDEX inquiry_sheet_run ON inquiry_sheet (run_no);

CREATE TABLE inquiry_person (
    sheet_no {I64} NOT NULL,
    line_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    PRIMARY KEY (sheet_no, line_no)
) {STRICT};
CREATE INDEX inquiry_person_addressee ON inquiry_person (addressee_no);

-- What runs printed: the first time, and reminders. sent_on 0 until the run is approved.
CREATE TABLE inquiry_run (
    run_no {I64} NOT NULL PRIMARY KEY,
    is_reminder {I64} NOT NULL CHECK (is_reminder IN (0, 1)),
    issued_on {I64} NOT NULL,
    sent_on {I64} NOT NULL
) {STRICT};
CREATE TABLE inquiry_paper (
    run_no {I64} NOT NULL,
    sheet_no {I64} NOT NULL,
    sequence_no {I64} NOT NULL,
    file {TEXT} NOT NULL,
    first_page {I64} NOT NULL,
    pages {I64} NOT NULL,
    PRIMARY KEY (run_no, sheet_no)
) {STRICT};
CREATE INDEX inquiry_paper_sheet ON inquiry_paper (sheet_no);
CREATE TABLE inquiry_file (
    run_no {I64} NOT NULL,
    file {TEXT} NOT NULL,
    sha256 {TEXT} NOT NULL,
    papers {I64} NOT NULL,
    pages {I64} NOT NULL,
    is_guarded {I64} NOT NULL,
    PRIMARY KEY (run_no, file)
) {STRICT};

-- 回収 1, 返戻 2, 取下げ 3.
CREATE TABLE inquiry_step (
    sheet_no {I64} NOT NULL,
    step_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind IN (1, 2, 3)),
    on_day {I64} NOT NULL,
    words {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (sheet_no, step_no)
) {STRICT};

-- パンチデータ: what stood on a line of a sheet, as it came. given: which amounts (enum of the rules).
CREATE TABLE inquiry_answer (
    answer_no {I64} NOT NULL PRIMARY KEY,
    sheet_no {I64} NOT NULL,
    line_no {I64} NOT NULL,
    received_on {I64} NOT NULL,
    image_no {TEXT} NOT NULL,
    given {I64} NOT NULL,
    total_income {I64} NOT NULL,
    salary_revenue {I64} NOT NULL,
    salary_income {I64} NOT NULL,
    pension_revenue {I64} NOT NULL,
    pension_income {I64} NOT NULL,
    other_income {I64} NOT NULL,
    family_employee_pay_paid {I64} NOT NULL,
    family_employee_pay_received {I64} NOT NULL,
    special_deductions_of_gains {I64} NOT NULL,
    casualty_loss_carried {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    UNIQUE (sheet_no, line_no)
) {STRICT};
-- What became of it by an approved run: 1 賦課根拠入力, 2 not needed any more.
CREATE TABLE inquiry_outcome (
    answer_no {I64} NOT NULL PRIMARY KEY,
    outcome {I64} NOT NULL CHECK (outcome IN (1, 2)),
    run_no {I64} NOT NULL,
    basis_no {I64} NOT NULL,
    words {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
