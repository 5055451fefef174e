-- 変更 (OP-22, FE-01, FE-02): what was entered, by whom, who checked it, every step it took. A row is moved only by
-- change_move(); casework_step keeps every move.
CREATE TABLE casework_change (
    change_no {I64} NOT NULL PRIMARY KEY,
    kind {TEXT} NOT NULL,
    subject {I64} NOT NULL CHECK (subject BETWEEN 1 AND 3),
    subject_no {I64} NOT NULL CHECK (subject_no >= 0),
    state {I64} NOT NULL CHECK (state BETWEEN 1 AND 6),
    version {I64} NOT NULL CHECK (version >= 1),
    owner {TEXT} NOT NULL,
    section {TEXT} NOT NULL,
    approver {TEXT} NOT NULL DEFAULT '',
    created_at {I64} NOT NULL,
    saved_at {I64} NOT NULL,
    decided_at {I64} NOT NULL DEFAULT 0,
    applied_at {I64} NOT NULL DEFAULT 0,
    applied_on {I64} NOT NULL DEFAULT 0,
    undoes_no {I64} NOT NULL DEFAULT 0,
    returned_words {TEXT} NOT NULL DEFAULT '',
    reason {TEXT} NOT NULL DEFAULT '',
    outcome {TEXT} NOT NULL DEFAULT '',
    CHECK (approver <> owner OR approver = ''),
    CHECK ((state IN (4, 5)) = (applied_at > 0))
) {STRICT};
CREATE INDEX casework_change_by_owner ON casework_change (owner, change_no);
CREATE INDEX casework_change_by_subject ON casework_change (subject, subject_no, change_no);
CREATE INDEX casework_change_proposed ON casework_change (kind, change_no) WHERE state = 2;
CREATE INDEX casework_change_applied ON casework_change (applied_at);
CREATE INDEX casework_change_undoes ON casework_change (undoes_no) WHERE undoes_no > 0;

-- What was typed, as text; a new version when a returned one is entered again. A secret is sealed
-- (XChaCha20-Poly1305, this row as associated data) and has no text.
CREATE TABLE casework_value (
    change_no {I64} NOT NULL,
    version {I64} NOT NULL,
    field {TEXT} NOT NULL,
    value {TEXT} NOT NULL,
    sealed {BLOB},
    CHECK (sealed IS NULL OR value = ''),
    PRIMARY KEY (change_no, version, field)
) {STRICT};

-- Every move: who, when, from what to what.
CREATE TABLE casework_step (
    change_no {I64} NOT NULL,
    seq {I64} NOT NULL,
    from_state {I64} NOT NULL,
    to_state {I64} NOT NULL,
    version {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    at {I64} NOT NULL,
    words {TEXT} NOT NULL,
    PRIMARY KEY (change_no, seq)
) {STRICT};

-- 点検の記録 (FE-02): who checked, when, with what result (1 right, 2 warnings, 3 stopped, 4 facts have moved,
-- 5 returned).
CREATE TABLE casework_check (
    change_no {I64} NOT NULL,
    seq {I64} NOT NULL,
    version {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    at {I64} NOT NULL,
    result {I64} NOT NULL CHECK (result BETWEEN 1 AND 5),
    words {TEXT} NOT NULL,
    PRIMARY KEY (change_no, seq)
) {STRICT};

-- エラーとアラート (OP-24): of the last check of a version. Level 1 stops, 2 was or is to be confirmed.
CREATE TABLE casework_warning (
    change_no {I64} NOT NULL,
    version {I64} NOT NULL,
    seq {I64} NOT NULL,
    level {I64} NOT NULL CHECK (level IN (1, 2)),
    field {TEXT} NOT NULL,
    words {TEXT} NOT NULL,
    confirmed_by {TEXT} NOT NULL,
    at {I64} NOT NULL,
    PRIMARY KEY (change_no, version, seq)
) {STRICT};

-- 締め: changes of the kind applied up to this business day are cancelled with trace and no longer undone.
CREATE TABLE casework_closing (
    kind {TEXT} NOT NULL,
    closed_until {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    at {I64} NOT NULL,
    PRIMARY KEY (kind, closed_until)
) {STRICT};
