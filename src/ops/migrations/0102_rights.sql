-- 係 and rights as data; each row says from when until when it holds and which request it came from.
CREATE TABLE ops_duty (
    duty {TEXT} NOT NULL,
    label {TEXT} NOT NULL,
    is_manager {I64} NOT NULL CHECK (is_manager IN (0, 1)),
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    recorded_by {TEXT} NOT NULL,
    PRIMARY KEY (duty, recorded_at)
) {STRICT};

-- holder_kind 1 係, 2 person, 3 terminal. is_duty 1: `subject` is a duty the holder has; 0: a permission.
-- source 1 delivered, 2 personnel change, 3 request, 4 emergency, 5 first administrators, 6 practice.
CREATE TABLE ops_right (
    right_no {I64} NOT NULL PRIMARY KEY,
    holder_kind {I64} NOT NULL CHECK (holder_kind BETWEEN 1 AND 3),
    holder {TEXT} NOT NULL,
    is_duty {I64} NOT NULL CHECK (is_duty IN (0, 1) AND (is_duty = 0 OR holder_kind <> 1)),
    subject {TEXT} NOT NULL,
    is_deny {I64} NOT NULL CHECK (is_deny IN (0, 1)),
    office {TEXT} NOT NULL,
    files {I64} NOT NULL CHECK (files BETWEEN 1 AND 15),
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    source {I64} NOT NULL CHECK (source BETWEEN 1 AND 6),
    request_no {I64} NOT NULL,
    closed_by_request_no {I64} NOT NULL,
    approver {TEXT} NOT NULL,
    applied_at {I64} NOT NULL,
    applied_by {TEXT} NOT NULL,
    checked_at {I64} NOT NULL,
    checked_by {TEXT} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX ops_right_holder ON ops_right (holder_kind, holder);

-- 申請 -> 承認 -> 設定; the comparison is with these rows.
CREATE TABLE ops_request (
    request_no {I64} NOT NULL PRIMARY KEY,
    source {I64} NOT NULL CHECK (source BETWEEN 1 AND 6),
    state {I64} NOT NULL CHECK (state BETWEEN 1 AND 4),
    requester {TEXT} NOT NULL,
    reason {TEXT} NOT NULL CHECK (reason <> ''),
    requested_at {I64} NOT NULL,
    approver {TEXT} NOT NULL,
    decision_words {TEXT} NOT NULL,
    decided_at {I64} NOT NULL,
    applier {TEXT} NOT NULL,
    applied_at {I64} NOT NULL,
    CHECK (state = 1 OR decided_at > 0),
    CHECK (source = 5 OR approver <> requester)
) {STRICT};
CREATE TABLE ops_request_line (
    request_no {I64} NOT NULL,
    line_no {I64} NOT NULL,
    what {I64} NOT NULL CHECK (what BETWEEN 1 AND 5),
    holder_kind {I64} NOT NULL,
    holder {TEXT} NOT NULL,
    subject {TEXT} NOT NULL,
    office {TEXT} NOT NULL,
    files {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    PRIMARY KEY (request_no, line_no)
) {STRICT};

-- 緊急時: hours, not days; each with its review.
CREATE TABLE ops_emergency (
    emergency_no {I64} NOT NULL PRIMARY KEY,
    operator_id {TEXT} NOT NULL,
    permissions {TEXT} NOT NULL,
    reason {TEXT} NOT NULL CHECK (reason <> ''),
    valid_from_at {I64} NOT NULL,
    valid_until_at {I64} NOT NULL CHECK (valid_until_at - valid_from_at BETWEEN 1 AND 14400000),
    review_words {TEXT} NOT NULL,
    reviewed_by {TEXT} NOT NULL CHECK (reviewed_by <> operator_id),
    reviewed_at {I64} NOT NULL
) {STRICT};
CREATE INDEX ops_emergency_operator ON ops_emergency (operator_id, valid_until_at);
CREATE TABLE ops_notice (
    notice_no {I64} NOT NULL PRIMARY KEY,
    operator_id {TEXT} NOT NULL,
    words {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    read_at {I64} NOT NULL
) {STRICT};
CREATE INDEX ops_notice_operator ON ops_notice (operator_id, read_at);

-- 点検 of users and rights, signed off.
CREATE TABLE ops_review (
    review_no {I64} NOT NULL PRIMARY KEY,
    reviewer {TEXT} NOT NULL,
    words {TEXT} NOT NULL CHECK (words <> ''),
    findings {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};

-- A random number that is new after every change: effective rights in memory carry it. 0 = keep nothing.
CREATE TABLE ops_rights_state (
    one {I64} NOT NULL PRIMARY KEY CHECK (one = 1),
    stamp {I64} NOT NULL
) {STRICT};
INSERT INTO ops_rights_state (one, stamp) VALUES (1, 0);
