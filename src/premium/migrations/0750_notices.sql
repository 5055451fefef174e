-- 通知書番号: one number a year, household and payer; every version of the decision is notified under it.
CREATE TABLE premium_notice_number (
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    running_no {I64} NOT NULL CHECK (running_no >= 1),
    PRIMARY KEY (fiscal_year, household_no, payer_no),
    UNIQUE (fiscal_year, running_no)
) {STRICT};

-- 通知書の控え: one row a file that was written, with its hash; sent_on 0 = proposed only.
CREATE TABLE premium_notice_file (
    run_no {I64} NOT NULL,
    file {TEXT} NOT NULL,
    sha256 {TEXT} NOT NULL,
    payers {I64} NOT NULL,
    pages {I64} NOT NULL,
    is_restricted {I64} NOT NULL CHECK (is_restricted IN (0, 1)),
    sent_on {I64} NOT NULL,
    PRIMARY KEY (run_no, file)
) {STRICT};

-- 通知書: which decision was notified in which file and pages. What was held back has no row and is tried again.
CREATE TABLE premium_notice (
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    version {I64} NOT NULL,
    run_no {I64} NOT NULL,
    notice_no {I64} NOT NULL,
    issued_on {I64} NOT NULL,
    file {TEXT} NOT NULL,
    first_page {I64} NOT NULL,
    pages {I64} NOT NULL CHECK (pages >= 1),
    total {I64} NOT NULL,
    is_restricted {I64} NOT NULL CHECK (is_restricted IN (0, 1)),
    PRIMARY KEY (fiscal_year, household_no, payer_no, version)
) {STRICT};
CREATE INDEX premium_notice_by_run ON premium_notice (run_no, file, first_page);
