-- 一斉更新: what a run proposes, one row a paper, until it is approved; the files of its pages.
CREATE TABLE certificate_renewal (
    run_no {I64} NOT NULL,
    paper_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    type {I64} NOT NULL,
    reason {I64} NOT NULL,
    issued_on {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    end_reason {I64} NOT NULL,
    tenths {I64} NOT NULL,
    card_symbol {TEXT} NOT NULL,
    card_number {TEXT} NOT NULL,
    branch_no {I64} NOT NULL,
    replaces_no {I64} NOT NULL,
    file {TEXT} NOT NULL,
    first_page {I64} NOT NULL,
    pages {I64} NOT NULL,
    PRIMARY KEY (run_no, paper_no)
){STRICT};
CREATE TABLE certificate_renewal_file (
    run_no {I64} NOT NULL,
    file {TEXT} NOT NULL,
    sha256 {TEXT} NOT NULL,
    papers {I64} NOT NULL,
    pages {I64} NOT NULL,
    is_guarded {I64} NOT NULL,
    PRIMARY KEY (run_no, file)
){STRICT};
