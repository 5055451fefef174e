-- 賦課の決議: one row a run and list (1 当初, 2 増額, 3 減額). The state of every assessment in it stands here.
CREATE TABLE premium_run (
    run_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind IN (1, 2, 3)),
    fiscal_year {I64} NOT NULL,
    is_approved {I64} NOT NULL CHECK (is_approved IN (0, 1)),
    known_at {I64} NOT NULL,
    proposed_on {I64} NOT NULL,
    cut_off {I64} NOT NULL,
    care40_not_after {I64} NOT NULL,
    decided_on {I64} NOT NULL,
    proposer {TEXT} NOT NULL,
    approver {TEXT} NOT NULL,
    total_unit {I64} NOT NULL CHECK (total_unit > 0),
    parameters {TEXT} NOT NULL,
    program_version {TEXT} NOT NULL,
    PRIMARY KEY (run_no, kind)
) {STRICT};

-- 納期限 of the year as the run knew them.
CREATE TABLE premium_due (
    run_no {I64} NOT NULL,
    instalment_no {I64} NOT NULL,
    due_on {I64} NOT NULL,
    PRIMARY KEY (run_no, instalment_no)
) {STRICT};

-- 賦課: one wide row a household, payer and version. Written once, when proposed; approval does not touch it.
-- amount_N is the instalment of the N-th due date of the year (NULL = not used); `extra` is 随時.
CREATE TABLE premium_assessment (
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    version {I64} NOT NULL,
    run_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind IN (1, 2, 3)),
    insured_count {I64} NOT NULL,
    reduction_tenths {I64} NOT NULL,
    judged_income {I64},
    medical {I64} NOT NULL,
    support {I64} NOT NULL,
    care {I64} NOT NULL,
    child {I64} NOT NULL,
    total {I64} NOT NULL,
    amount_1 {I64},
    amount_2 {I64},
    amount_3 {I64},
    amount_4 {I64},
    amount_5 {I64},
    amount_6 {I64},
    amount_7 {I64},
    amount_8 {I64},
    amount_9 {I64},
    amount_10 {I64},
    amount_11 {I64},
    amount_12 {I64},
    extra {I64},
    extra_due {I64},
    refund {I64} NOT NULL,
    first_notice_on {I64},
    reasons {TEXT} NOT NULL,
    facts_hash {BLOB} NOT NULL,
    derivation {BLOB} NOT NULL,
    PRIMARY KEY (fiscal_year, household_no, payer_no, version)
) {STRICT};
CREATE INDEX premium_assessment_by_payer ON premium_assessment (payer_no, fiscal_year);

-- 法令値・料率の承認: the hash of every table file that one operator proposed and another approved.
CREATE TABLE premium_parameter_set (
    set_no {I64} NOT NULL PRIMARY KEY,
    proposer {TEXT} NOT NULL,
    proposed_at {I64} NOT NULL,
    reason {TEXT} NOT NULL,
    approver {TEXT} NOT NULL,
    approved_at {I64} NOT NULL
) {STRICT};
CREATE TABLE premium_parameter_file (
    set_no {I64} NOT NULL,
    file {TEXT} NOT NULL,
    sha256 {TEXT} NOT NULL,
    PRIMARY KEY (set_no, file)
) {STRICT};
