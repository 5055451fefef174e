-- 納付済額のお知らせ: what the letters of a calendar year said to whom, and the files they lie in. sent_on 0:
-- proposed only. A letter that could not be printed whole has no row: it is a finding.
CREATE TABLE collection_letter_run (
    run_no {I64} NOT NULL PRIMARY KEY,
    calendar_year {I64} NOT NULL,
    sent_on {I64} NOT NULL
) {STRICT};
CREATE TABLE collection_letter (
    run_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    sequence_no {I64} NOT NULL CHECK (sequence_no >= 1),
    ordinary {I64} NOT NULL,
    pension {I64} NOT NULL,
    file {TEXT} NOT NULL,
    first_page {I64} NOT NULL CHECK (first_page >= 1),
    pages {I64} NOT NULL CHECK (pages >= 1),
    PRIMARY KEY (run_no, payer_no)
) {STRICT};
CREATE INDEX collection_letter_of_payer ON collection_letter (payer_no);
CREATE TABLE collection_letter_file (
    run_no {I64} NOT NULL,
    file {TEXT} NOT NULL,
    sha256 {TEXT} NOT NULL,
    letters {I64} NOT NULL,
    pages {I64} NOT NULL,
    is_guarded {I64} NOT NULL CHECK (is_guarded IN (0, 1)),
    PRIMARY KEY (run_no, file)
) {STRICT};
