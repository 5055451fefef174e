-- 繰越: what was unpaid when a year's books closed, by levy year, household and payer. Proposed by a run, posted
-- when it is approved (posted_at 0 = proposed only). A later run of the same year carries the difference, which
-- may be below zero.
CREATE TABLE books_carried (
    books_year {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    charges {I64} NOT NULL CHECK (charges >= 0),
    amount {I64} NOT NULL,
    medical {I64} NOT NULL,
    support {I64} NOT NULL,
    care {I64} NOT NULL,
    child {I64} NOT NULL,
    run_no {I64} NOT NULL,
    posted_at {I64} NOT NULL,
    PRIMARY KEY (run_no, levy_year, household_no, payer_no)
) {STRICT};
