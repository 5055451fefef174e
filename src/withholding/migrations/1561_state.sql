-- 特別徴収の状況: what stands of a head in a fiscal year, as true from a day on and as known then. What is replaced is
-- closed (superseded_at), never changed.
-- state  1 候補, 2 対象外, 3 依頼中, 4 継続, 5 中止依頼中, 6 中止, 7 不可
-- bars   why he is none: the bits of enum withholding_bar; 0 with the other states
-- pay_1 .. pay_6 of April, June, August, October, December, February; ordinary beside them; yearly = all of it less
-- excess
CREATE TABLE withholding_state (
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    state {I64} NOT NULL CHECK (state BETWEEN 1 AND 7),
    bars {I64} NOT NULL CHECK ((bars <> 0) = (state = 2)),
    pensioner_no {I64} NOT NULL,
    yearly {I64} NOT NULL CHECK (yearly >= 0),
    pay_1 {I64} NOT NULL,
    pay_2 {I64} NOT NULL,
    pay_3 {I64} NOT NULL,
    pay_4 {I64} NOT NULL,
    pay_5 {I64} NOT NULL,
    pay_6 {I64} NOT NULL,
    ordinary {I64} NOT NULL CHECK (ordinary >= 0),
    excess {I64} NOT NULL CHECK (excess >= 0),
    cause_kind {TEXT} NOT NULL,
    cause_no {I64} NOT NULL,
    PRIMARY KEY (fiscal_year, household_no, payer_no, valid_from, recorded_at),
    CHECK (valid_from < valid_until),
    CHECK (pay_1 + pay_2 + pay_3 + pay_4 + pay_5 + pay_6 + ordinary - excess = yearly)
) {STRICT};

-- 対象者判定: a run of withholding-candidates, what it found and what all of it adds up to.
CREATE TABLE withholding_run (
    run_no {I64} NOT NULL PRIMARY KEY,
    fiscal_year {I64} NOT NULL,
    judged_on {I64} NOT NULL,
    digest {TEXT} NOT NULL,
    households {I64} NOT NULL,
    candidates {I64} NOT NULL,
    excluded {I64} NOT NULL,
    changed {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    decided_on {I64} NOT NULL
) {STRICT};
