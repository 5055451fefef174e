-- Runs of jobs (一括処理の実行記録): what ran, on which facts and parameters, by whom, how it ended.
CREATE TABLE batch_run (
    run_no {I64} NOT NULL PRIMARY KEY,
    job {TEXT} NOT NULL,
    fiscal_year {I64} NOT NULL,
    state {I64} NOT NULL CHECK (state BETWEEN 0 AND 4),
    known_at {I64} NOT NULL,
    business_date {I64} NOT NULL,
    checkpoint {I64} NOT NULL,
    units_done {I64} NOT NULL,
    units_total {I64} NOT NULL,
    finding_count {I64} NOT NULL,
    proposer {TEXT} NOT NULL,
    approver {TEXT} NOT NULL,
    program_version {TEXT} NOT NULL,
    terminal {TEXT} NOT NULL,
    started_at {I64} NOT NULL,
    proposed_at {I64} NOT NULL,
    approved_at {I64} NOT NULL,
    result {I64} NOT NULL
) {STRICT};
CREATE INDEX batch_run_by_job ON batch_run (job, fiscal_year, run_no);

-- The settings and parameter tables (by hash) of a run.
CREATE TABLE batch_parameter (
    run_no {I64} NOT NULL,
    name {TEXT} NOT NULL,
    value {TEXT} NOT NULL,
    PRIMARY KEY (run_no, name)
) {STRICT};

-- What waits for a person.
CREATE TABLE batch_finding (
    run_no {I64} NOT NULL,
    seq {I64} NOT NULL,
    code {TEXT} NOT NULL,
    unit_key {I64} NOT NULL,
    person_no {I64} NOT NULL,
    words {TEXT} NOT NULL,
    PRIMARY KEY (run_no, seq)
) {STRICT};

-- Units that tripped an assertion and are left out when the run goes on.
CREATE TABLE batch_skip (
    run_no {I64} NOT NULL,
    unit_key {I64} NOT NULL,
    PRIMARY KEY (run_no, unit_key)
) {STRICT};
