-- 記録: one row is one look or change. `body` holds every field in the form that is hashed (body.c);
-- record_no = stream_no * 2^32 + seq, so a stream lies in one piece and grows at its end.
-- hash = BLAKE2b-256 (previous, stream_no, seq, body).
CREATE TABLE audit_stream (
    stream_no {I64} NOT NULL PRIMARY KEY CHECK (stream_no > 0),
    name {TEXT} NOT NULL,
    opened_at {I64} NOT NULL,
    previous {BLOB} NOT NULL,
    genesis {BLOB} NOT NULL
) {STRICT};
CREATE TABLE audit_record (
    record_no {I64} NOT NULL PRIMARY KEY CHECK (record_no > 4294967296),
    previous {BLOB} NOT NULL,
    hash {BLOB} NOT NULL,
    body {BLOB} NOT NULL
) {WIDE};
-- 署名した見出し: how far a stream stood at a moment, signed; also in DIR/audit/heads.tsv.
CREATE TABLE audit_head (
    head_no {I64} NOT NULL PRIMARY KEY,
    stream_no {I64} NOT NULL,
    seq {I64} NOT NULL,
    at {I64} NOT NULL,
    hash {BLOB} NOT NULL,
    public_key {BLOB} NOT NULL,
    signature {BLOB} NOT NULL
) {STRICT};
CREATE INDEX audit_head_of_stream ON audit_head (stream_no, seq);

-- 索引: derived from the records, and checked against them. A month (yyyymm) opens every key, so that what is
-- written today lies close together however large the table grows.
CREATE TABLE audit_subject (
    month {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    at {I64} NOT NULL,
    record_no {I64} NOT NULL,
    PRIMARY KEY (month, addressee_no, at, record_no)
) {STRICT};
-- One class = operator, kind and event; class_no is a part of their hash.
CREATE TABLE audit_class (
    operator_id {TEXT} NOT NULL,
    kind {I64} NOT NULL,
    event {TEXT} NOT NULL,
    month {I64} NOT NULL,
    class_no {I64} NOT NULL,
    PRIMARY KEY (operator_id, kind, event, month)
) {STRICT};
CREATE INDEX audit_class_of_event ON audit_class (event, month);
CREATE INDEX audit_class_of_kind ON audit_class (kind, month);
CREATE TABLE audit_act (
    month {I64} NOT NULL,
    class_no {I64} NOT NULL,
    at {I64} NOT NULL,
    record_no {I64} NOT NULL,
    PRIMARY KEY (month, class_no, at, record_no)
) {STRICT};

-- only sqlite
CREATE TRIGGER audit_stream_no_update BEFORE UPDATE ON audit_stream
BEGIN SELECT RAISE(ABORT, '記録は変更できません'); END;
CREATE TRIGGER audit_stream_no_delete BEFORE DELETE ON audit_stream
BEGIN SELECT RAISE(ABORT, '記録は削除できません'); END;
CREATE TRIGGER audit_record_no_update BEFORE UPDATE ON audit_record
BEGIN SELECT RAISE(ABORT, '記録は変更できません'); END;
CREATE TRIGGER audit_record_no_delete BEFORE DELETE ON audit_record
BEGIN SELECT RAISE(ABORT, '記録は削除できません'); END;
CREATE TRIGGER audit_head_no_update BEFORE UPDATE ON audit_head
BEGIN SELECT RAISE(ABORT, '記録は変更できません'); END;
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, '記録は削除できません'); END;
CREATE TRIGGER audit_subject_no_update BEFORE UPDATE ON audit_subject
BEGIN SELECT RAISE(ABORT, '記録は変更できません'); END;
CREATE TRIGGER audit_subject_no_delete BEFORE DELETE ON audit_subject
BEGIN SELECT RAISE(ABORT, '記録は削除できません'); END;
CREATE TRIGGER audit_class_no_update BEFORE UPDATE ON audit_class
BEGIN SELECT RAISE(ABORT, '記録は変更できません'); END;
CREATE TRIGGER audit_class_no_delete BEFORE DELETE ON audit_class
BEGIN SELECT RAISE(ABORT, '記録は削除できません'); END;
CREATE TRIGGER audit_act_no_update BEFORE UPDATE ON audit_act
BEGIN SELECT RAISE(ABORT, '記録は変更できません'); END;
CREATE TRIGGER audit_act_no_delete BEFORE DELETE ON audit_act
BEGIN SELECT RAISE(ABORT, '記録は削除できません'); END;

-- only postgres
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '記録は変更も削除もできません';
END $$;
CREATE TRIGGER audit_stream_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_stream
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_record
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_subject_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_subject
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_class_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_class
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_act_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_act
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_stream ENABLE ALWAYS TRIGGER audit_stream_append_only;
ALTER TABLE audit_record ENABLE ALWAYS TRIGGER audit_record_append_only;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_append_only;
ALTER TABLE audit_subject ENABLE ALWAYS TRIGGER audit_subject_append_only;
ALTER TABLE audit_class ENABLE ALWAYS TRIGGER audit_class_append_only;
ALTER TABLE audit_act ENABLE ALWAYS TRIGGER audit_act_append_only;
