-- 締め: no posting has a business date up to closed_until any more. The newest row counts; none is taken back.
CREATE TABLE ledger_close (
    closed_until {I64} NOT NULL PRIMARY KEY,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};

-- only sqlite
CREATE TRIGGER ledger_close_no_update BEFORE UPDATE ON ledger_close
BEGIN SELECT RAISE(ABORT, '締めは変更できません'); END;
CREATE TRIGGER ledger_close_no_delete BEFORE DELETE ON ledger_close
BEGIN SELECT RAISE(ABORT, '締めは取り消せません'); END;

-- only postgres
CREATE TRIGGER ledger_close_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_close
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_posting_refuse();
ALTER TABLE ledger_close ENABLE ALWAYS TRIGGER ledger_close_append_only;
