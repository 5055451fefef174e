-- 保存期限を過ぎて消した記録の番号: how many numbers of a kind and year are gone, and the last of them (docs/adr/0150), so that it can
-- still be seen that none was left out.
CREATE TABLE arrears_gone (
    kind {I64} NOT NULL,
    number_year {I64} NOT NULL,
    acts {I64} NOT NULL CHECK (acts > 0),
    last_number {I64} NOT NULL,
    PRIMARY KEY (kind, number_year)
) {STRICT};

-- only sqlite
DROP TRIGGER arrears_act_no_delete;
CREATE TRIGGER arrears_act_no_delete BEFORE DELETE ON arrears_act WHEN NOT EXISTS (SELECT 1 FROM store_going)
BEGIN SELECT RAISE(ABORT, '滞納整理の記録は削除できません'); END;
DROP TRIGGER arrears_event_no_delete;
CREATE TRIGGER arrears_event_no_delete BEFORE DELETE ON arrears_event WHEN NOT EXISTS (SELECT 1 FROM store_going)
BEGIN SELECT RAISE(ABORT, '時効の事由の記録は削除できません'); END;

-- only postgres
DROP TRIGGER arrears_act_append_only ON arrears_act;
CREATE TRIGGER arrears_act_append_only BEFORE UPDATE OR TRUNCATE ON arrears_act
    FOR EACH STATEMENT EXECUTE FUNCTION arrears_refuse();
CREATE TRIGGER arrears_act_kept BEFORE DELETE ON arrears_act
    FOR EACH ROW EXECUTE FUNCTION store_refuse_while_none_goes('滞納整理の記録は変更も削除もできません');
ALTER TABLE arrears_act ENABLE ALWAYS TRIGGER arrears_act_append_only;
ALTER TABLE arrears_act ENABLE ALWAYS TRIGGER arrears_act_kept;
DROP TRIGGER arrears_event_append_only ON arrears_event;
CREATE TRIGGER arrears_event_append_only BEFORE UPDATE OR TRUNCATE ON arrears_event
    FOR EACH STATEMENT EXECUTE FUNCTION arrears_refuse();
CREATE TRIGGER arrears_event_kept BEFORE DELETE ON arrears_event
    FOR EACH ROW EXECUTE FUNCTION store_refuse_while_none_goes('滞納整理の記録は変更も削除もできません');
ALTER TABLE arrears_event ENABLE ALWAYS TRIGGER arrears_event_append_only;
ALTER TABLE arrears_event ENABLE ALWAYS TRIGGER arrears_event_kept;
