-- 作業 (expectation 18): what a person has to do, whose, until when. due 99991231 = no day.
CREATE TABLE casework_task (
    task_no {I64} NOT NULL PRIMARY KEY,
    source {TEXT} NOT NULL,
    source_key {TEXT} NOT NULL,
    addressee_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    words {TEXT} NOT NULL,
    owner {TEXT} NOT NULL,
    section {TEXT} NOT NULL,
    due {I64} NOT NULL,
    state {I64} NOT NULL CHECK (state BETWEEN 1 AND 3),
    done_words {TEXT} NOT NULL,
    created_at {I64} NOT NULL,
    changed_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX casework_task_by_source ON casework_task (source, source_key);
CREATE INDEX casework_task_by_owner ON casework_task (owner, task_no);
CREATE INDEX casework_task_open_by_owner ON casework_task (owner, task_no) WHERE state < 3;
CREATE INDEX casework_task_open ON casework_task (task_no) WHERE state < 3;
CREATE INDEX casework_task_by_addressee ON casework_task (addressee_no, task_no) WHERE addressee_no > 0;
CREATE INDEX casework_task_by_household ON casework_task (household_no, task_no) WHERE household_no > 0;

-- How many stand where: kept with every row, so that a list of 100,000 is counted without reading it.
CREATE TABLE casework_task_count (
    owner {TEXT} NOT NULL,
    section {TEXT} NOT NULL,
    source {TEXT} NOT NULL,
    state {I64} NOT NULL,
    due {I64} NOT NULL,
    n {I64} NOT NULL CHECK (n >= 0),
    PRIMARY KEY (owner, section, source, state, due)
) {STRICT};

-- Nothing closes a task silently: who, when, why.
CREATE TABLE casework_task_step (
    task_no {I64} NOT NULL,
    seq {I64} NOT NULL,
    state {I64} NOT NULL,
    owner {TEXT} NOT NULL,
    due {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    at {I64} NOT NULL,
    words {TEXT} NOT NULL,
    PRIMARY KEY (task_no, seq)
) {STRICT};

CREATE TABLE casework_work_list (
    list_no {I64} NOT NULL PRIMARY KEY,
    name {TEXT} NOT NULL,
    condition {TEXT} NOT NULL,
    owner {TEXT} NOT NULL,
    is_shared {I64} NOT NULL CHECK (is_shared IN (0, 1)),
    changed_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX casework_work_list_by_owner ON casework_work_list (owner, name);
