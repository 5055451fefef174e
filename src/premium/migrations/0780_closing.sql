-- 保存期限を過ぎて消した賦課の合計: what was decided by year and part, without household and payer (docs/adr/0150). kind 1 賦課の決定,
-- 2 前の系の調定.
CREATE TABLE premium_closing (
    fiscal_year {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind IN (1, 2)),
    medical {I64} NOT NULL,
    support {I64} NOT NULL,
    care {I64} NOT NULL,
    child {I64} NOT NULL,
    PRIMARY KEY (fiscal_year, kind)
) {STRICT};

-- only sqlite
DROP TRIGGER premium_former_no_delete;
CREATE TRIGGER premium_former_no_delete BEFORE DELETE ON premium_former
WHEN NOT EXISTS (SELECT 1 FROM store_going g WHERE g.levy_year = OLD.fiscal_year AND g.household_no = OLD.household_no)
BEGIN SELECT RAISE(ABORT, '前の系の調定は削除できません'); END;
DROP TRIGGER premium_former_instalment_no_delete;
CREATE TRIGGER premium_former_instalment_no_delete BEFORE DELETE ON premium_former_instalment
WHEN NOT EXISTS (SELECT 1 FROM store_going g WHERE g.levy_year = OLD.fiscal_year AND g.household_no = OLD.household_no)
BEGIN SELECT RAISE(ABORT, '前の系の調定は削除できません'); END;
CREATE TRIGGER premium_closing_no_update BEFORE UPDATE ON premium_closing
WHEN NOT EXISTS (SELECT 1 FROM store_going)
BEGIN SELECT RAISE(ABORT, '消した賦課の合計は変更できません'); END;
CREATE TRIGGER premium_closing_no_delete BEFORE DELETE ON premium_closing
BEGIN SELECT RAISE(ABORT, '消した賦課の合計は削除できません'); END;

-- only postgres
DROP TRIGGER premium_former_append_only ON premium_former;
CREATE TRIGGER premium_former_append_only BEFORE UPDATE OR TRUNCATE ON premium_former
    FOR EACH STATEMENT EXECUTE FUNCTION premium_former_refuse();
CREATE TRIGGER premium_former_kept BEFORE DELETE ON premium_former
    FOR EACH ROW EXECUTE FUNCTION store_refuse_unless_going('前の系の調定は変更も削除もできません', 'fiscal_year');
ALTER TABLE premium_former ENABLE ALWAYS TRIGGER premium_former_append_only;
ALTER TABLE premium_former ENABLE ALWAYS TRIGGER premium_former_kept;
DROP TRIGGER premium_former_instalment_append_only ON premium_former_instalment;
CREATE TRIGGER premium_former_instalment_append_only BEFORE UPDATE OR TRUNCATE ON premium_former_instalment
    FOR EACH STATEMENT EXECUTE FUNCTION premium_former_refuse();
CREATE TRIGGER premium_former_instalment_kept BEFORE DELETE ON premium_former_instalment
    FOR EACH ROW EXECUTE FUNCTION store_refuse_unless_going('前の系の調定は変更も削除もできません', 'fiscal_year');
ALTER TABLE premium_former_instalment ENABLE ALWAYS TRIGGER premium_former_instalment_append_only;
ALTER TABLE premium_former_instalment ENABLE ALWAYS TRIGGER premium_former_instalment_kept;
CREATE FUNCTION premium_closing_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '消した賦課の合計は削除できません';
END $$;
CREATE TRIGGER premium_closing_kept BEFORE UPDATE ON premium_closing
    FOR EACH ROW EXECUTE FUNCTION store_refuse_while_none_goes('消した賦課の合計は変更できません');
CREATE TRIGGER premium_closing_append_only BEFORE DELETE OR TRUNCATE ON premium_closing
    FOR EACH STATEMENT EXECUTE FUNCTION premium_closing_refuse();
ALTER TABLE premium_closing ENABLE ALWAYS TRIGGER premium_closing_kept;
ALTER TABLE premium_closing ENABLE ALWAYS TRIGGER premium_closing_append_only;
