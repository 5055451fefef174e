-- 時効の暦: of each charge also what its limit follows from, so that a payment or 督促 is laid on what is kept; and the newest
-- receipt that the look saw. The next look makes it anew.
DROP TABLE arrears_overdue;
CREATE TABLE arrears_overdue (
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment {I64} NOT NULL CHECK (instalment >= 1),
    due_on {I64} NOT NULL,
    paid {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    early_on {I64} NOT NULL,
    late_on {I64} NOT NULL,
    suspended_on {I64} NOT NULL,
    PRIMARY KEY (levy_year, household_no, payer_no, instalment)
) {STRICT};
CREATE INDEX arrears_overdue_of_payer ON arrears_overdue (payer_no);
CREATE INDEX arrears_overdue_late ON arrears_overdue (late_on);
DROP TABLE arrears_looked;
CREATE TABLE arrears_looked (
    as_of {I64} NOT NULL PRIMARY KEY,
    receipt_no {I64} NOT NULL
) {STRICT};
CREATE INDEX arrears_event_recorded ON arrears_event (recorded_at);
