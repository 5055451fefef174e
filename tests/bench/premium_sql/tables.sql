-- The tables of the result, keyed as the program's own, and what helps the statements. Not timed.
CREATE TABLE sql_assessment (
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    version {I64} NOT NULL,
    run_no {I64} NOT NULL,
    insured_count {I64} NOT NULL,
    reduction_tenths {I64} NOT NULL,
    judged_income {I64},
    medical {I64} NOT NULL,
    support {I64} NOT NULL,
    care {I64} NOT NULL,
    child {I64} NOT NULL,
    total {I64} NOT NULL,
    is_advance {I64} NOT NULL CHECK (is_advance IN (0, 1)),
    PRIMARY KEY (fiscal_year, household_no, payer_no, version)
) {STRICT};

CREATE TABLE sql_instalment (
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    version {I64} NOT NULL,
    instalment_no {I64} NOT NULL,
    due_on {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (fiscal_year, household_no, payer_no, version, instalment_no)
) {STRICT};

CREATE TABLE sql_posting (
    levy_year {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    version {I64} NOT NULL,
    part {TEXT} NOT NULL,
    account_year {I64} NOT NULL,
    debit {I64} NOT NULL,
    credit {I64} NOT NULL CHECK (credit <> debit),
    amount {I64} NOT NULL CHECK (amount > 0),
    business_date {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (levy_year, payer_no, household_no, version, part)
) {STRICT};

CREATE TABLE sql_run (
    run_no {I64} NOT NULL PRIMARY KEY,
    fiscal_year {I64} NOT NULL,
    is_approved {I64} NOT NULL CHECK (is_approved IN (0, 1)),
    proposed_on {I64} NOT NULL,
    decided_on {I64} NOT NULL
) {STRICT};

CREATE TABLE sql_due (
    instalment_no {I64} NOT NULL PRIMARY KEY,
    due_on {I64} NOT NULL
) {STRICT};
INSERT INTO sql_due VALUES {due_rows};

CREATE INDEX sql_belonging_by_person ON addressee_belonging (addressee_no);
CREATE INDEX sql_fact_by_kind ON eligibility_fact (kind, addressee_no);
ANALYZE;
