-- 年金の人: a pensioner of the pension side under a number of our own. 基礎年金番号 stands here only, sealed, and as
-- a keyed index by which his next record is found.
CREATE TABLE withholding_pensioner (
    pensioner_no {I64} NOT NULL PRIMARY KEY,
    blind {BLOB} NOT NULL UNIQUE,
    sealed {BLOB} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};

-- 対象者情報: what the pension side says of him, a row for each file that says it; yearly = of his pension.
CREATE TABLE withholding_pension (
    pensioner_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    obligor {TEXT} NOT NULL,
    pension_code {TEXT} NOT NULL,
    birth {I64} NOT NULL,
    sex {I64} NOT NULL CHECK (sex IN (1, 2)),
    kana {TEXT} NOT NULL,
    yearly {I64} NOT NULL CHECK (yearly >= 0),
    made_on {I64} NOT NULL,
    PRIMARY KEY (pensioner_no, recorded_at)
) {STRICT};

-- 年金の人の確認: who of our register he is. A person said so, and another checked it.
CREATE TABLE withholding_link (
    pensioner_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    change_no {I64} NOT NULL,
    PRIMARY KEY (pensioner_no, recorded_at)
) {STRICT};
CREATE INDEX withholding_link_of_person ON withholding_link (addressee_no, superseded_at);

-- 介護賦課情報: method 1 特別徴収, 2 普通徴収; pay_amount of one pay day, 0 with method 2.
CREATE TABLE withholding_care (
    fiscal_year {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    method {I64} NOT NULL CHECK (method IN (1, 2)),
    pension_code {TEXT} NOT NULL,
    pay_amount {I64} NOT NULL CHECK (pay_amount >= 0),
    yearly {I64} NOT NULL CHECK (yearly >= 0),
    PRIMARY KEY (fiscal_year, addressee_no, recorded_at),
    CHECK ((method = 1) = (pension_code <> ''))
) {STRICT};

-- 口座振替の申出: a head who chose to pay from an account is not taken from his pension.
CREATE TABLE withholding_choice (
    addressee_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    way {I64} NOT NULL CHECK (way IN (1, 2)),
    reason {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    PRIMARY KEY (addressee_no, valid_from, recorded_at),
    CHECK (valid_from < valid_until)
) {STRICT};
