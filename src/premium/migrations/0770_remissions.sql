-- 減免 (法77条): a decision on an application, for one levy year, household and payer. outcome 1 承認, 2 却下. pattern 1 額, 2 率,
-- 3 期別. `parts` bit per part, `months` bit per fiscal month, `instalments` "5=3000 6=3000". Two times: a cancellation closes the row.
CREATE TABLE premium_remission (
    remission_no {I64} NOT NULL PRIMARY KEY,
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    applied_on {I64} NOT NULL,
    ground {TEXT} NOT NULL,
    law {TEXT} NOT NULL,
    outcome {I64} NOT NULL CHECK (outcome IN (1, 2)),
    pattern {I64} NOT NULL CHECK (pattern IN (0, 1, 2, 3)),
    parts {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount >= 0),
    rate {I64} NOT NULL CHECK (rate >= 0 AND rate <= 1000000),
    months {I64} NOT NULL,
    instalments {TEXT} NOT NULL,
    ends_on {I64} NOT NULL,
    decided_on {I64} NOT NULL,
    words {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX premium_remission_by_household ON premium_remission (household_no, fiscal_year);
CREATE INDEX premium_remission_by_year ON premium_remission (fiscal_year, remission_no);
