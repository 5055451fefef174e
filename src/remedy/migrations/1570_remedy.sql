-- 遡及救済の試算: what a run found, line by line; it decides nothing. state 1 増額, 2 減額, 3 期間制限を過ぎた, 4 計算できない,
-- 5 還付の見込み (fiscal_year 0: of a payer, over all years).
CREATE TABLE remedy_line (
    run_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    fiscal_year {I64} NOT NULL,
    state {I64} NOT NULL CHECK (state BETWEEN 1 AND 5),
    before_total {I64} NOT NULL CHECK (before_total >= 0),
    after_total {I64} NOT NULL CHECK (after_total >= 0),
    refund {I64} NOT NULL CHECK (refund >= 0),
    interest {I64} NOT NULL CHECK (interest >= 0),
    words {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (run_no, household_no, payer_no, fiscal_year),
    CHECK ((state = 5) = (fiscal_year = 0))
) {STRICT};
