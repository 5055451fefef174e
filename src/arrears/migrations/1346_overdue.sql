-- 時効の暦, by charge: every unpaid charge behind its due date with its limit, as the last night found it. Derived: a night
-- replaces the payers of whom something moved (arrears/overdue.c). early_on, late_on 99991231: it does not end as things stand.
DROP TABLE arrears_limit;
CREATE TABLE arrears_overdue (
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment {I64} NOT NULL CHECK (instalment >= 1),
    amount {I64} NOT NULL CHECK (amount > 0),
    early_on {I64} NOT NULL,
    late_on {I64} NOT NULL,
    suspended_on {I64} NOT NULL,
    PRIMARY KEY (levy_year, household_no, payer_no, instalment)
) {STRICT};
CREATE INDEX arrears_overdue_of_payer ON arrears_overdue (payer_no);
-- The day of that night; one row.
CREATE TABLE arrears_looked (
    as_of {I64} NOT NULL PRIMARY KEY
) {STRICT};
