-- 端末: where it stands, whose it is, which certificate it shows; closed rows stay.
CREATE TABLE ops_terminal (
    terminal_id {TEXT} NOT NULL,
    place {TEXT} NOT NULL,
    section {TEXT} NOT NULL,
    office {TEXT} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    retired_at {I64} NOT NULL,
    retired_reason {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    recorded_by {TEXT} NOT NULL,
    PRIMARY KEY (terminal_id, recorded_at)
) {STRICT};
CREATE UNIQUE INDEX ops_terminal_open ON ops_terminal (terminal_id) WHERE superseded_at = 9223372036854775807;
CREATE TABLE ops_certificate (
    serial {TEXT} NOT NULL PRIMARY KEY,
    terminal_id {TEXT} NOT NULL,
    issued_at {I64} NOT NULL,
    issued_by {TEXT} NOT NULL,
    expires_at {I64} NOT NULL,
    revoked_at {I64} NOT NULL,
    revoked_by {TEXT} NOT NULL,
    revoked_reason {TEXT} NOT NULL
) {STRICT};
CREATE INDEX ops_certificate_terminal ON ops_certificate (terminal_id);
CREATE TABLE ops_crl (
    crl_no {I64} NOT NULL PRIMARY KEY,
    recorded_at {I64} NOT NULL
) {STRICT};
