-- Receipts of files (a file is counted once: its bytes are its name) and records that wait for a person.
CREATE TABLE interchange_receipt (
    sha256 {TEXT} NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
    file_name {TEXT} NOT NULL,
    layout {TEXT} NOT NULL,
    layout_version {I64} NOT NULL,
    partner {TEXT} NOT NULL,
    bytes {I64} NOT NULL CHECK (bytes >= 0),
    records {I64} NOT NULL CHECK (records >= 0),
    data_records {I64} NOT NULL CHECK (data_records >= 0),
    amount_sum {I64} NOT NULL,
    held {I64} NOT NULL CHECK (held >= 0),
    result {TEXT} NOT NULL CHECK (result IN ('accepted', 'accepted_with_tasks')),
    business_date {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX interchange_receipt_bytes ON interchange_receipt (bytes);

CREATE TABLE interchange_task (
    sha256 {TEXT} NOT NULL,
    record_number {I64} NOT NULL,
    code {TEXT} NOT NULL,
    words {TEXT} NOT NULL,
    record_kind {TEXT} NOT NULL,
    fields {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    closed_at {I64} NOT NULL DEFAULT 9223372036854775807,
    closed_by {TEXT} NOT NULL DEFAULT '',
    PRIMARY KEY (sha256, record_number, code)
) {STRICT};
CREATE INDEX interchange_task_open ON interchange_task (code, recorded_at)
    WHERE closed_at = 9223372036854775807;
