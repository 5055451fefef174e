-- 適用適正化: who may be insured elsewhere, not insured though he should be, or not living here. What a source said stays as it was
-- said; what was done about it follows in steps. Days 0 = none.
-- source  1 年金被保険者情報  2 資格重複  3 在留情報  4 生活保護  5 不現住・居所不明
-- way     1 喪失の疑い  2 取得の疑い
CREATE TABLE enrolment_suspect (
    suspect_no {I64} NOT NULL PRIMARY KEY,
    addressee_no {I64} NOT NULL,
    source {I64} NOT NULL CHECK (source BETWEEN 1 AND 5),
    source_key {TEXT} NOT NULL,
    way {I64} NOT NULL CHECK (way IN (1, 2)),
    fact_on {I64} NOT NULL,
    other_until {I64} NOT NULL,
    reason {TEXT} NOT NULL,
    words {TEXT} NOT NULL,
    listed_on {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    UNIQUE (addressee_no, source, source_key)
) {STRICT};

-- The lists as they came, and who stood in them: found twice in a row or not.
CREATE TABLE enrolment_file (
    file_no {I64} NOT NULL PRIMARY KEY,
    source {I64} NOT NULL,
    made_on {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE TABLE enrolment_listing (
    suspect_no {I64} NOT NULL,
    file_no {I64} NOT NULL,
    PRIMARY KEY (suspect_no, file_no)
) {STRICT};

-- kind  1 勧奨通知  2 2回目の勧奨通知  3 実態調査  4 職権の決定  5 終わり: 資格が合った  6 終わり: 理由がある
-- detail: of a survey the sources that were asked, one bit each; run_no: of the letters' job, else 0; change_no: of casework, else 0.
CREATE TABLE enrolment_step (
    suspect_no {I64} NOT NULL,
    step_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind BETWEEN 1 AND 6),
    on_day {I64} NOT NULL,
    detail {I64} NOT NULL,
    words {TEXT} NOT NULL,
    run_no {I64} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    undone_at {I64} NOT NULL,
    PRIMARY KEY (suspect_no, step_no)
) {STRICT};
CREATE INDEX enrolment_step_change ON enrolment_step (change_no);

-- 勧奨通知 of a run: what was printed, in which file; sent when the run is decided.
CREATE TABLE enrolment_letter_run (
    run_no {I64} NOT NULL PRIMARY KEY,
    issued_on {I64} NOT NULL,
    is_sent {I64} NOT NULL CHECK (is_sent IN (0, 1))
) {STRICT};
CREATE TABLE enrolment_letter (
    run_no {I64} NOT NULL,
    suspect_no {I64} NOT NULL,
    which {I64} NOT NULL CHECK (which IN (1, 2)),
    file {TEXT} NOT NULL,
    first_page {I64} NOT NULL,
    pages {I64} NOT NULL,
    PRIMARY KEY (run_no, suspect_no)
) {STRICT};
CREATE TABLE enrolment_letter_file (
    run_no {I64} NOT NULL,
    name {TEXT} NOT NULL,
    sha256 {TEXT} NOT NULL,
    pages {I64} NOT NULL,
    PRIMARY KEY (run_no, name)
) {STRICT};
