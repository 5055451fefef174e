-- 異常アクセス: what the nightly look at a day found, who has looked at it, and which days are closed.
CREATE TABLE audit_alert (
    alert_no {I64} NOT NULL PRIMARY KEY CHECK (alert_no > 0),
    day {I64} NOT NULL,
    at {I64} NOT NULL,
    code {TEXT} NOT NULL,
    operator_id {TEXT} NOT NULL,
    addressee_no {I64} NOT NULL,
    words {TEXT} NOT NULL
) {WIDE};
CREATE TABLE audit_review (
    alert_no {I64} NOT NULL PRIMARY KEY REFERENCES audit_alert (alert_no),
    reviewed_at {I64} NOT NULL,
    reviewer {TEXT} NOT NULL,
    review {TEXT} NOT NULL
) {WIDE};
CREATE TABLE audit_day (
    day {I64} NOT NULL PRIMARY KEY,
    closed_at {I64} NOT NULL,
    records {I64} NOT NULL,
    acts {I64} NOT NULL
) {STRICT};
-- 端末: the first day an operator was seen at a terminal.
CREATE TABLE audit_terminal (
    operator_id {TEXT} NOT NULL,
    terminal {TEXT} NOT NULL,
    day {I64} NOT NULL,
    PRIMARY KEY (operator_id, terminal)
) {STRICT};

-- only sqlite
CREATE TRIGGER audit_alert_no_update BEFORE UPDATE ON audit_alert
BEGIN SELECT RAISE(ABORT, '記録は変更できません'); END;
CREATE TRIGGER audit_alert_no_delete BEFORE DELETE ON audit_alert
BEGIN SELECT RAISE(ABORT, '記録は削除できません'); END;
CREATE TRIGGER audit_review_no_update BEFORE UPDATE ON audit_review
BEGIN SELECT RAISE(ABORT, '記録は変更できません'); END;
CREATE TRIGGER audit_review_no_delete BEFORE DELETE ON audit_review
BEGIN SELECT RAISE(ABORT, '記録は削除できません'); END;
CREATE TRIGGER audit_day_no_update BEFORE UPDATE ON audit_day
BEGIN SELECT RAISE(ABORT, '記録は変更できません'); END;
CREATE TRIGGER audit_day_no_delete BEFORE DELETE ON audit_day
BEGIN SELECT RAISE(ABORT, '記録は削除できません'); END;

-- only postgres
CREATE TRIGGER audit_alert_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_alert
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_review_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_review
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_day_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_day
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_alert ENABLE ALWAYS TRIGGER audit_alert_append_only;
ALTER TABLE audit_review ENABLE ALWAYS TRIGGER audit_review_append_only;
ALTER TABLE audit_day ENABLE ALWAYS TRIGGER audit_day_append_only;
