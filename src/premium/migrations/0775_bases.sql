-- 賦課根拠入力: what a clerk entered from a paper in place of the tax ledger. kind 1 所得, 2 資産 (固定資産税額), 3 年少被保険者
-- 人数. It stands (stands) 1 until the ledger knows his income, 2 until the ledger says something else than when it was
-- entered (seen_at: recorded_at of the ledger's row of that day, 0 = none), 3 until it is ended. A later entry closes it.
CREATE TABLE premium_basis (
    basis_no {I64} NOT NULL PRIMARY KEY,
    fiscal_year {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind IN (1, 2, 3)),
    evidence {TEXT} NOT NULL,
    evidence_on {I64} NOT NULL,
    stands {I64} NOT NULL CHECK (stands IN (1, 2, 3)),
    seen_at {I64} NOT NULL,
    given {I64} NOT NULL,
    total_income {I64} NOT NULL,
    salary_revenue {I64} NOT NULL,
    salary_income {I64} NOT NULL,
    pension_revenue {I64} NOT NULL,
    pension_income {I64} NOT NULL,
    other_income {I64} NOT NULL,
    combined_income {I64} NOT NULL,
    family_employee_pay_paid {I64} NOT NULL,
    family_employee_pay_received {I64} NOT NULL,
    special_deductions_of_gains {I64} NOT NULL,
    casualty_loss_carried {I64} NOT NULL,
    fixed_asset_tax {I64} NOT NULL,
    under_16 {I64} NOT NULL,
    from_16_to_18 {I64} NOT NULL,
    words {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX premium_basis_of ON premium_basis (fiscal_year, addressee_no, kind, recorded_at);
