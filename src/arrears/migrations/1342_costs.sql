-- 滞納処分費と配当の預り金: what a seizure cost its debtor and what came back of it (item 1), what came in for
-- other creditors and was handed to them (item 2). step 1 計上, 2 受入, 3 交付. Appended, never changed: what is
-- taken back stands again below zero. spent: as it was paid out; amount: as it is owed, cut to 100 yen in the sum
-- of an act (地方税法20条の4の2).
CREATE TABLE arrears_money (
    entry_no {I64} NOT NULL PRIMARY KEY,
    item {I64} NOT NULL CHECK (item IN (1, 2)),
    step {I64} NOT NULL CHECK (step IN (1, 2, 3)),
    act_no {I64} NOT NULL,
    claim_seq {I64} NOT NULL,
    by_act_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    on_day {I64} NOT NULL,
    spent {I64} NOT NULL,
    amount {I64} NOT NULL,
    words {TEXT} NOT NULL,
    takes_back {I64} NOT NULL,
    change_no {I64} NOT NULL,
    business_date {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    CHECK ((item = 1 AND step IN (1, 2) AND claim_seq = 0) OR (item = 2 AND step IN (2, 3) AND claim_seq > 0)),
    CHECK (spent = 0 OR step = 1)
) {STRICT};
CREATE INDEX arrears_money_of_act ON arrears_money (act_no);
CREATE INDEX arrears_money_of_change ON arrears_money (change_no);
CREATE INDEX arrears_money_of_day ON arrears_money (business_date);

-- only sqlite
CREATE TRIGGER arrears_money_no_update BEFORE UPDATE ON arrears_money
BEGIN SELECT RAISE(ABORT, '滞納処分費と配当の記録は変更できません'); END;
CREATE TRIGGER arrears_money_no_delete BEFORE DELETE ON arrears_money
BEGIN SELECT RAISE(ABORT, '滞納処分費と配当の記録は削除できません'); END;

-- only postgres
CREATE TRIGGER arrears_money_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON arrears_money
    FOR EACH STATEMENT EXECUTE FUNCTION arrears_refuse();
ALTER TABLE arrears_money ENABLE ALWAYS TRIGGER arrears_money_append_only;
