-- 時効の暦: what lapses when, by month (yyyymm) and debtor, as the last night's look at all charges found it. Derived:
-- replaced as a whole every night; a page is shown from it, nothing is decided by it.
CREATE TABLE arrears_limit (
    month {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    charges {I64} NOT NULL CHECK (charges > 0),
    suspended {I64} NOT NULL CHECK (suspended BETWEEN 0 AND charges),
    amount {I64} NOT NULL CHECK (amount > 0),
    early_on {I64} NOT NULL,
    late_on {I64} NOT NULL,
    as_of {I64} NOT NULL,
    PRIMARY KEY (month, payer_no)
) {STRICT};
