-- 滞納整理支援への連携: the files that were written, in their numbers. scope 1 what changed, 2 everything.
CREATE TABLE support_file (
    sequence {I64} NOT NULL PRIMARY KEY,
    run_no {I64} NOT NULL UNIQUE,
    scope {I64} NOT NULL CHECK (scope IN (1, 2)),
    made_on {I64} NOT NULL,
    file_name {TEXT} NOT NULL,
    line_count {I64} NOT NULL CHECK (line_count >= 0),
    debtors {I64} NOT NULL CHECK (debtors >= 0),
    unpaid {I64} NOT NULL,
    bytes {I64} NOT NULL,
    sha256 {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};

-- What the other side holds of a payer as far as we told it: kind and keys of a record, its digest, and the file that
-- told it last. The difference to what is true now is the next file.
CREATE TABLE support_line (
    payer_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind BETWEEN 2 AND 8),
    key1 {I64} NOT NULL,
    key2 {I64} NOT NULL,
    key3 {I64} NOT NULL,
    digest {I64} NOT NULL,
    sequence {I64} NOT NULL,
    PRIMARY KEY (payer_no, kind, key1, key2, key3)
) {STRICT};

-- What came back: each record once, by the other side's number. outcome 1 折衝として記録, 2 下書き, 3 作業.
CREATE TABLE support_taken (
    ref {TEXT} NOT NULL PRIMARY KEY,
    kind {I64} NOT NULL CHECK (kind BETWEEN 2 AND 7),
    payer_no {I64} NOT NULL,
    outcome {I64} NOT NULL CHECK (outcome IN (1, 2, 3)),
    other_no {I64} NOT NULL,
    taken_on {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX support_taken_by_time ON support_taken (recorded_at);

-- only sqlite
CREATE TRIGGER support_file_no_update BEFORE UPDATE ON support_file
BEGIN SELECT RAISE(ABORT, '連携データの記録は変更できません'); END;
CREATE TRIGGER support_file_no_delete BEFORE DELETE ON support_file
BEGIN SELECT RAISE(ABORT, '連携データの記録は削除できません'); END;
CREATE TRIGGER support_taken_no_update BEFORE UPDATE ON support_taken
BEGIN SELECT RAISE(ABORT, '取り込んだ連携データの記録は変更できません'); END;
CREATE TRIGGER support_taken_no_delete BEFORE DELETE ON support_taken
BEGIN SELECT RAISE(ABORT, '取り込んだ連携データの記録は削除できません'); END;

-- only postgres
CREATE FUNCTION support_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '連携データの記録は変更も削除もできません';
END $$;
CREATE TRIGGER support_file_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON support_file
    FOR EACH STATEMENT EXECUTE FUNCTION support_refuse();
CREATE TRIGGER support_taken_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON support_taken
    FOR EACH STATEMENT EXECUTE FUNCTION support_refuse();
ALTER TABLE support_file ENABLE ALWAYS TRIGGER support_file_append_only;
ALTER TABLE support_taken ENABLE ALWAYS TRIGGER support_taken_append_only;
