-- 滞納整理の台帳: one row a version of an act (差押, 猶予, 分納, 停止 ...). Appended, never changed: a correction,
-- an end and an undoing are further versions; the last one known at a moment counts. Days 0 = none.
CREATE TABLE arrears_act (
    act_no {I64} NOT NULL,
    version {I64} NOT NULL CHECK (version >= 1),
    kind {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    number_year {I64} NOT NULL,
    number {I64} NOT NULL,
    begun_on {I64} NOT NULL,
    until_on {I64} NOT NULL,
    ended_on {I64} NOT NULL,
    related_on {I64} NOT NULL,
    end_cause {I64} NOT NULL CHECK (end_cause BETWEEN 0 AND 4),
    detail {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount >= 0),
    costs {I64} NOT NULL CHECK (costs >= 0),
    other_no {I64} NOT NULL,
    party {TEXT} NOT NULL,
    body {TEXT} NOT NULL,
    reason {TEXT} NOT NULL,
    is_void {I64} NOT NULL CHECK (is_void IN (0, 1)),
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (act_no, version)
) {STRICT};
CREATE INDEX arrears_act_of_payer ON arrears_act (payer_no, act_no);
CREATE INDEX arrears_act_of_change ON arrears_act (change_no);

-- Which charges an act is about, and what was owed of them then.
CREATE TABLE arrears_cover (
    act_no {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment {I64} NOT NULL CHECK (instalment >= 1),
    notice_no {I64} NOT NULL,
    due_on {I64} NOT NULL,
    principal {I64} NOT NULL CHECK (principal >= 0),
    late_charge {I64} NOT NULL CHECK (late_charge >= 0),
    late_is_fixed {I64} NOT NULL CHECK (late_is_fixed IN (0, 1)),
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (act_no, levy_year, household_no, payer_no, instalment)
) {STRICT};
CREATE INDEX arrears_cover_of_charge ON arrears_cover (payer_no, levy_year, household_no, instalment);

-- 時効の事由: what happened to a charge. Events of acts name them; others (催告, 承認 ...) name none. Versions
-- like those of acts. 督促 and payments are not here: they stand with collection.
CREATE TABLE arrears_event (
    event_no {I64} NOT NULL,
    version {I64} NOT NULL CHECK (version >= 1),
    act_no {I64} NOT NULL,
    kind {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment {I64} NOT NULL CHECK (instalment >= 1),
    begun_on {I64} NOT NULL,
    ended_on {I64} NOT NULL,
    is_cancelled {I64} NOT NULL CHECK (is_cancelled IN (0, 1)),
    is_void {I64} NOT NULL CHECK (is_void IN (0, 1)),
    words {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (event_no, version)
) {STRICT};
CREATE INDEX arrears_event_of_payer ON arrears_event (payer_no, event_no);
CREATE INDEX arrears_event_of_change ON arrears_event (change_no);

-- 分納の各回.
CREATE TABLE arrears_instalment (
    act_no {I64} NOT NULL,
    seq {I64} NOT NULL CHECK (seq >= 1),
    due_on {I64} NOT NULL,
    principal {I64} NOT NULL CHECK (principal >= 0),
    late_charge {I64} NOT NULL CHECK (late_charge >= 0),
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (act_no, seq),
    CHECK (principal + late_charge > 0)
) {STRICT};

-- 納付義務承継: the heirs and their shares; owed is less than the share where 限定承認 ends with the estate he got
-- (-1 = not known).
CREATE TABLE arrears_heir (
    act_no {I64} NOT NULL,
    seq {I64} NOT NULL CHECK (seq >= 1),
    heir_no {I64} NOT NULL,
    share_num {I64} NOT NULL CHECK (share_num > 0),
    share_den {I64} NOT NULL CHECK (share_den >= share_num),
    amount {I64} NOT NULL CHECK (amount >= 0),
    owed {I64} NOT NULL CHECK (owed >= 0 AND owed <= amount),
    estate {I64} NOT NULL CHECK (estate >= -1),
    is_representative {I64} NOT NULL CHECK (is_representative IN (0, 1)),
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (act_no, seq)
) {STRICT};

-- 配当: every claim on the proceeds and what it got. Of our own charges: which, and the receipt that booked it.
CREATE TABLE arrears_claim (
    act_no {I64} NOT NULL,
    seq {I64} NOT NULL CHECK (seq >= 1),
    claim_rank {I64} NOT NULL CHECK (claim_rank BETWEEN 0 AND 7),
    claimed_on {I64} NOT NULL,
    claimant {TEXT} NOT NULL,
    amount {I64} NOT NULL CHECK (amount >= 0),
    paid {I64} NOT NULL CHECK (paid >= 0 AND paid <= amount),
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    instalment {I64} NOT NULL,
    receipt_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (act_no, seq)
) {STRICT};

-- 不納欠損の候補: the list of a run that a second person approves; nothing is written off without it. is_written_off
-- 2: it was, and two persons took it back.
CREATE TABLE arrears_candidate (
    run_no {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment {I64} NOT NULL CHECK (instalment >= 1),
    amount {I64} NOT NULL CHECK (amount > 0),
    reason {I64} NOT NULL,
    effective_on {I64} NOT NULL,
    limit_late {I64} NOT NULL,
    suspended_on {I64} NOT NULL,
    is_written_off {I64} NOT NULL CHECK (is_written_off IN (0, 1, 2)),
    PRIMARY KEY (run_no, levy_year, household_no, payer_no, instalment)
) {STRICT};

-- only sqlite
CREATE TRIGGER arrears_act_no_update BEFORE UPDATE ON arrears_act
BEGIN SELECT RAISE(ABORT, '滞納整理の記録は変更できません'); END;
CREATE TRIGGER arrears_act_no_delete BEFORE DELETE ON arrears_act
BEGIN SELECT RAISE(ABORT, '滞納整理の記録は削除できません'); END;
CREATE TRIGGER arrears_event_no_update BEFORE UPDATE ON arrears_event
BEGIN SELECT RAISE(ABORT, '時効の事由の記録は変更できません'); END;
CREATE TRIGGER arrears_event_no_delete BEFORE DELETE ON arrears_event
BEGIN SELECT RAISE(ABORT, '時効の事由の記録は削除できません'); END;

-- only postgres
CREATE FUNCTION arrears_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '滞納整理の記録は変更も削除もできません';
END $$;
CREATE TRIGGER arrears_act_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON arrears_act
    FOR EACH STATEMENT EXECUTE FUNCTION arrears_refuse();
CREATE TRIGGER arrears_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON arrears_event
    FOR EACH STATEMENT EXECUTE FUNCTION arrears_refuse();
ALTER TABLE arrears_act ENABLE ALWAYS TRIGGER arrears_act_append_only;
ALTER TABLE arrears_event ENABLE ALWAYS TRIGGER arrears_event_append_only;
