-- 排他 (OP-23, NF-11): one editor a person or household.
CREATE TABLE casework_lock (
    subject {I64} NOT NULL CHECK (subject IN (1, 2)),
    subject_no {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    operator_name {TEXT} NOT NULL,
    terminal {TEXT} NOT NULL,
    since {I64} NOT NULL,
    renewed_at {I64} NOT NULL,
    PRIMARY KEY (subject, subject_no)
) {STRICT};
-- A lock that was taken over: from whom, by whom.
CREATE TABLE casework_takeover (
    subject {I64} NOT NULL,
    subject_no {I64} NOT NULL,
    at {I64} NOT NULL,
    seq {I64} NOT NULL,
    from_operator {TEXT} NOT NULL,
    by_operator {TEXT} NOT NULL,
    renewed_at {I64} NOT NULL,
    PRIMARY KEY (subject, subject_no, at, seq)
) {STRICT};

-- メモと付せん in two times: a correction closes a row and adds one.
CREATE TABLE casework_note (
    note_no {I64} NOT NULL PRIMARY KEY,
    subject {I64} NOT NULL CHECK (subject IN (1, 2)),
    subject_no {I64} NOT NULL,
    words {TEXT} NOT NULL,
    tag {TEXT} NOT NULL,
    until {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    replaces_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    closed_by {TEXT} NOT NULL
) {STRICT};
CREATE INDEX casework_note_by_subject ON casework_note (subject, subject_no, note_no);

CREATE TABLE casework_setting (
    operator_id {TEXT} NOT NULL,
    name {TEXT} NOT NULL,
    value {TEXT} NOT NULL,
    PRIMARY KEY (operator_id, name)
) {STRICT};
