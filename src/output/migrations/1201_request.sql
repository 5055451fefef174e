-- 一覧の出力の申請: one row a request; only its state, who decided, and what became of the file change.
CREATE TABLE output_request (
    request_no {I64} NOT NULL PRIMARY KEY,
    list {TEXT} NOT NULL,
    format {I64} NOT NULL CHECK (format IN (1, 2)),
    criteria {TEXT} NOT NULL,
    purpose {TEXT} NOT NULL CHECK (purpose <> ''),
    requester {TEXT} NOT NULL,
    requested_at {I64} NOT NULL,
    row_count {I64} NOT NULL CHECK (row_count >= 0),
    person_count {I64} NOT NULL CHECK (person_count >= 0),
    left_out_count {I64} NOT NULL CHECK (left_out_count >= 0),
    needs_approval {I64} NOT NULL CHECK (needs_approval IN (0, 1)),
    is_for_media {I64} NOT NULL CHECK (is_for_media IN (0, 1) AND is_for_media <= needs_approval),
    state {I64} NOT NULL CHECK (state BETWEEN 1 AND 6),
    approver {TEXT} NOT NULL CHECK (approver <> requester),
    decided_at {I64} NOT NULL,
    refusal {TEXT} NOT NULL,
    taken_at {I64} NOT NULL,
    file_name {TEXT} NOT NULL,
    expires_at {I64} NOT NULL,
    CHECK (state NOT IN (2, 4) OR needs_approval = 0 OR approver <> ''),
    CHECK (state <> 4 OR (taken_at > 0 AND file_name <> ''))
) {STRICT};
CREATE INDEX output_request_state ON output_request (state, expires_at);

-- 印刷記録: a preview or a print of a document, with its sheets.
CREATE TABLE output_print (
    print_no {I64} NOT NULL PRIMARY KEY,
    recorded_at {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    terminal {TEXT} NOT NULL,
    printer {TEXT} NOT NULL,
    form {TEXT} NOT NULL,
    title {TEXT} NOT NULL,
    file_name {TEXT} NOT NULL,
    addressee_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    issue_no {I64} NOT NULL,
    sheets {I64} NOT NULL CHECK (sheets > 0),
    is_preview {I64} NOT NULL CHECK (is_preview IN (0, 1)),
    has_seal {I64} NOT NULL CHECK (has_seal IN (0, 1)),
    has_number {I64} NOT NULL CHECK (has_number IN (0, 1))
) {STRICT};
CREATE INDEX output_print_file ON output_print (file_name);
