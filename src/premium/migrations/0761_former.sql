-- 前の系の調定: what the system before this one had charged and nobody had paid in full, brought in once. Never changed,
-- never deleted; it stands beside the decisions of this system and is none of them: nothing of it can be computed again.
CREATE TABLE premium_former (
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    former_key {TEXT} NOT NULL,
    decided_on {I64} NOT NULL,
    books_year {I64} NOT NULL CHECK (books_year > fiscal_year),
    medical {I64} NOT NULL CHECK (medical >= 0),
    support {I64} NOT NULL CHECK (support >= 0),
    care {I64} NOT NULL CHECK (care >= 0),
    child {I64} NOT NULL CHECK (child >= 0),
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (fiscal_year, household_no, payer_no)
) {STRICT};
CREATE INDEX premium_former_of_payer ON premium_former (payer_no);
CREATE INDEX premium_former_of_household ON premium_former (household_no);

CREATE TABLE premium_former_instalment (
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment_no {I64} NOT NULL CHECK (instalment_no >= 1),
    due_on {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    PRIMARY KEY (fiscal_year, household_no, payer_no, instalment_no)
) {STRICT};

-- only sqlite
CREATE TRIGGER premium_former_no_update BEFORE UPDATE ON premium_former
BEGIN SELECT RAISE(ABORT, '前の系の調定は変更できません'); END;
CREATE TRIGGER premium_former_no_delete BEFORE DELETE ON premium_former
BEGIN SELECT RAISE(ABORT, '前の系の調定は削除できません'); END;
CREATE TRIGGER premium_former_instalment_no_update BEFORE UPDATE ON premium_former_instalment
BEGIN SELECT RAISE(ABORT, '前の系の調定は変更できません'); END;
CREATE TRIGGER premium_former_instalment_no_delete BEFORE DELETE ON premium_former_instalment
BEGIN SELECT RAISE(ABORT, '前の系の調定は削除できません'); END;

-- only postgres
CREATE FUNCTION premium_former_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '前の系の調定は変更も削除もできません';
END $$;
CREATE TRIGGER premium_former_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON premium_former
    FOR EACH STATEMENT EXECUTE FUNCTION premium_former_refuse();
CREATE TRIGGER premium_former_instalment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON premium_former_instalment
    FOR EACH STATEMENT EXECUTE FUNCTION premium_former_refuse();
ALTER TABLE premium_former ENABLE ALWAYS TRIGGER premium_former_append_only;
ALTER TABLE premium_former_instalment ENABLE ALWAYS TRIGGER premium_former_instalment_append_only;
