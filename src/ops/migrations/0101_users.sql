-- 利用者: one id a natural person; what is known of him, from when until when, and since when we know it.
CREATE TABLE ops_user (
    operator_id {TEXT} NOT NULL,
    staff_no {TEXT} NOT NULL CHECK (staff_no <> ''),
    name {TEXT} NOT NULL,
    section {TEXT} NOT NULL,
    office {TEXT} NOT NULL,
    kind {I64} NOT NULL CHECK (kind BETWEEN 1 AND 4),
    addressee_no {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL CHECK (kind <> 2 OR valid_until < 99991231),
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    recorded_by {TEXT} NOT NULL,
    PRIMARY KEY (operator_id, recorded_at)
) {STRICT};
CREATE UNIQUE INDEX ops_user_open ON ops_user (operator_id) WHERE superseded_at = 9223372036854775807;
CREATE UNIQUE INDEX ops_user_staff ON ops_user (staff_no) WHERE superseded_at = 9223372036854775807;

-- How somebody proves who he is, and how often that failed.
CREATE TABLE ops_credential (
    operator_id {TEXT} NOT NULL PRIMARY KEY,
    code_nonce {BLOB} NOT NULL,
    code_secret {BLOB} NOT NULL,
    code_last_step {I64} NOT NULL,
    failure_times {TEXT} NOT NULL,
    failures_in_a_row {I64} NOT NULL,
    locked_at {I64} NOT NULL,
    released_at {I64} NOT NULL,
    released_by {TEXT} NOT NULL,
    last_ok_at {I64} NOT NULL,
    last_failed_at {I64} NOT NULL
) {STRICT};

-- Passwords ever set, newest = the one in force; older ones so that they are not used again (AU-08).
CREATE TABLE ops_password (
    operator_id {TEXT} NOT NULL,
    password_no {I64} NOT NULL,
    password_hash {TEXT} NOT NULL,
    is_initial {I64} NOT NULL CHECK (is_initial IN (0, 1)),
    usable_until {I64} NOT NULL,
    set_at {I64} NOT NULL,
    set_by {TEXT} NOT NULL,
    PRIMARY KEY (operator_id, password_no)
) {STRICT};

-- Failures with ids that are not registered, by keyed digest: they lock the same way (AU-10).
CREATE TABLE ops_stranger (
    id_digest {TEXT} NOT NULL PRIMARY KEY,
    failure_times {TEXT} NOT NULL,
    locked_at {I64} NOT NULL,
    seen_at {I64} NOT NULL
) {STRICT};
CREATE INDEX ops_stranger_seen ON ops_stranger (seen_at);
