-- 所得: incomes of the calendar year before the fiscal year as the tax ledger gave them, two times on every row.
-- A row with state 0 is somebody whose income is not known (未申告): never the same as zero.
CREATE TABLE premium_income (
    fiscal_year {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    history_no {I64} NOT NULL,
    declared_class {I64} NOT NULL,
    taxing_place {I64} NOT NULL,
    state {I64} NOT NULL CHECK (state IN (0, 1)),
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
    PRIMARY KEY (fiscal_year, addressee_no, recorded_at)
) {STRICT};

-- Keys of rows an import replaces; empty between imports.
CREATE TABLE premium_income_close (
    fiscal_year {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    PRIMARY KEY (fiscal_year, addressee_no)
) {STRICT};

-- 前年度の賦課: what the system before this one had assessed, for comparison.
CREATE TABLE premium_last_assessment (
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    reduction_tenths {I64} NOT NULL,
    judged_income {I64},
    insured_count {I64} NOT NULL,
    medical {I64} NOT NULL,
    support {I64} NOT NULL,
    care {I64} NOT NULL,
    child {I64} NOT NULL,
    total {I64} NOT NULL,
    decided_on {I64} NOT NULL,
    PRIMARY KEY (fiscal_year, household_no, payer_no, recorded_at)
) {STRICT};
