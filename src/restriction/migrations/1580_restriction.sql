-- 給付の制限: one row a step of a measure against a payer (特別療養費, 差止め). Days yyyymmdd, 0 = none; two times on
-- every row. case_no is the number of the first step.
CREATE TABLE restriction_step (
    step_no {I64} NOT NULL,
    case_no {I64} NOT NULL,
    measure {I64} NOT NULL CHECK (measure IN (1, 2)),
    move {I64} NOT NULL CHECK (move BETWEEN 1 AND 10),
    payer_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    on_day {I64} NOT NULL,
    due_day {I64} NOT NULL,
    effect_day {I64} NOT NULL,
    outcome {I64} NOT NULL,
    ground {I64} NOT NULL,
    owed {I64} NOT NULL CHECK (owed >= 0),
    amount {I64} NOT NULL CHECK (amount >= 0),
    benefit {TEXT} NOT NULL,
    words {TEXT} NOT NULL,
    number_year {I64} NOT NULL,
    number {I64} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (step_no, recorded_at)
){STRICT};
CREATE INDEX restriction_step_payer ON restriction_step (payer_no);
CREATE INDEX restriction_step_household ON restriction_step (household_no);
CREATE INDEX restriction_step_change ON restriction_step (change_no);

-- The overdue charges that its letter names, as they stood.
CREATE TABLE restriction_charge (
    step_no {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment {I64} NOT NULL,
    notice_no {I64} NOT NULL,
    due_on {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (step_no, levy_year, household_no, instalment, recorded_at)
){STRICT};

-- The insured of the household, and why somebody is left out (0 = he is not).
CREATE TABLE restriction_member (
    step_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    left_out {I64} NOT NULL CHECK (left_out BETWEEN 0 AND 2),
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (step_no, addressee_no, recorded_at)
){STRICT};
CREATE INDEX restriction_member_person ON restriction_member (addressee_no);

-- 特別の事情 of a payer (1), 公費負担医療 of an insured person (2). valid_until is exclusive.
CREATE TABLE restriction_ground (
    ground_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind IN (1, 2)),
    code {I64} NOT NULL,
    notified_on {I64} NOT NULL,
    is_accepted {I64} NOT NULL CHECK (is_accepted IN (0, 1)),
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL CHECK (valid_until > valid_from),
    words {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (ground_no, recorded_at)
){STRICT};
CREATE INDEX restriction_ground_person ON restriction_ground (addressee_no);
