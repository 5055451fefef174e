-- 保存期限経過分の整理: the levy years of households that a run proposes to delete. A row goes with what it names, and with a
-- proposal that is withdrawn: nothing of a household stays here.
CREATE TABLE retention_unit (
    run_no {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    charges {I64} NOT NULL CHECK (charges >= 0),
    amount {I64} NOT NULL,
    PRIMARY KEY (run_no, levy_year, household_no)
) {STRICT};

-- 消去の記録: what a run has deleted, by levy year and by table. Grows with each transaction of the run.
CREATE TABLE retention_done (
    run_no {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    households {I64} NOT NULL CHECK (households > 0),
    charges {I64} NOT NULL CHECK (charges >= 0),
    amount {I64} NOT NULL,
    deleted_on {I64} NOT NULL,
    PRIMARY KEY (run_no, levy_year)
) {STRICT};
CREATE TABLE retention_rows (
    run_no {I64} NOT NULL,
    name {TEXT} NOT NULL,
    deleted {I64} NOT NULL CHECK (deleted > 0),
    PRIMARY KEY (run_no, name)
) {STRICT};

-- only sqlite
CREATE TRIGGER retention_done_no_delete BEFORE DELETE ON retention_done
BEGIN SELECT RAISE(ABORT, '消去の記録は削除できません'); END;
CREATE TRIGGER retention_rows_no_delete BEFORE DELETE ON retention_rows
BEGIN SELECT RAISE(ABORT, '消去の記録は削除できません'); END;

-- only postgres
CREATE FUNCTION retention_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '消去の記録は削除できません';
END $$;
CREATE TRIGGER retention_done_append_only BEFORE DELETE OR TRUNCATE ON retention_done
    FOR EACH STATEMENT EXECUTE FUNCTION retention_refuse();
CREATE TRIGGER retention_rows_append_only BEFORE DELETE OR TRUNCATE ON retention_rows
    FOR EACH STATEMENT EXECUTE FUNCTION retention_refuse();
