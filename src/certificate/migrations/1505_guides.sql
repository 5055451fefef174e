-- 案内の発送: whom a run writes to about 基準収入額 (1) or a changed class (2) of a year (August to July); sent_on 0 = it
-- waits for its approval.
CREATE TABLE certificate_guide (
    run_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    told_under_70 {I64} NOT NULL,
    told_elder {I64} NOT NULL,
    told_tenths {I64} NOT NULL,
    file {TEXT} NOT NULL,
    first_page {I64} NOT NULL,
    pages {I64} NOT NULL,
    PRIMARY KEY (run_no, household_no)
){STRICT};
CREATE INDEX certificate_guide_person ON certificate_guide (addressee_no);
CREATE TABLE certificate_guide_run (
    run_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind BETWEEN 1 AND 2),
    year {I64} NOT NULL,
    sent_on {I64} NOT NULL,
    PRIMARY KEY (run_no)
){STRICT};
CREATE TABLE certificate_guide_file (
    run_no {I64} NOT NULL,
    file {TEXT} NOT NULL,
    sha256 {TEXT} NOT NULL,
    papers {I64} NOT NULL,
    pages {I64} NOT NULL,
    is_guarded {I64} NOT NULL,
    PRIMARY KEY (run_no, file)
){STRICT};
