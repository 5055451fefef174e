-- 繰越: what was unpaid when a year's books closed, by levy year, household and payer. Proposed by a run, posted
-- when it is approved (posted_at 0 = proposed only).
CREATE TABLE books_carried (
    books_year {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    charges {I64} NOT NULL CHECK (charges >= 1),
    amount {I64} NOT NULL CHECK (amount > 0),
    medical {I64} NOT NULL CHECK (medical >= 0),
    support {I64} NOT NULL CHECK (support >= 0),
    care {I64} NOT NULL CHECK (care >= 0),
    child {I64} NOT NULL CHECK (child >= 0),
    run_no {I64} NOT NULL,
    posted_at {I64} NOT NULL,
    PRIMARY KEY (books_year, levy_year, household_no, payer_no)
) {STRICT};
