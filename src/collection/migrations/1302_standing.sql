-- 督促: once a charge. What is said of it later (引抜, 送達) is a new row; superseded_at closes the one before.
CREATE TABLE collection_dunning (
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment {I64} NOT NULL CHECK (instalment >= 1),
    issued_on {I64} NOT NULL,
    fixed_on {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    fee {I64} NOT NULL CHECK (fee >= 0),
    cause_no {I64} NOT NULL,
    served_on {I64} NOT NULL,
    is_withdrawn {I64} NOT NULL CHECK (is_withdrawn IN (0, 1)),
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (levy_year, household_no, payer_no, instalment, recorded_at)
) {STRICT};
CREATE INDEX collection_dunning_of_payer ON collection_dunning (payer_no);

-- Why a charge is left alone for a time: 猶予, 執行停止, 分納, 口座振替の依頼中 ... instalment 0 = all of the year,
-- levy_year 0 = all of the payer.
CREATE TABLE collection_stay (
    stay_no {I64} NOT NULL PRIMARY KEY,
    kind {I64} NOT NULL CHECK (kind >= 1),
    payer_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    instalment {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    cause_kind {TEXT} NOT NULL,
    cause_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX collection_stay_of_payer ON collection_stay (payer_no);
CREATE INDEX collection_stay_of_cause ON collection_stay (cause_kind, cause_no);

-- 延滞金の免除・減免. kind: enum late_waiver_kind.
CREATE TABLE collection_waiver (
    waiver_no {I64} NOT NULL PRIMARY KEY,
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind IN (0, 1, 2)),
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    cause_kind {TEXT} NOT NULL,
    cause_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX collection_waiver_of_payer ON collection_waiver (payer_no);
CREATE INDEX collection_waiver_of_cause ON collection_waiver (cause_kind, cause_no);

-- 不納欠損: what is asked no more of a charge. Never changed, never deleted: what was taken back stands again below
-- zero and names its row (reverses).
CREATE TABLE collection_write_off (
    write_off_no {I64} NOT NULL PRIMARY KEY,
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    instalment {I64} NOT NULL CHECK (instalment >= 1),
    amount {I64} NOT NULL CHECK ((amount > 0 AND reverses = 0) OR (amount < 0 AND reverses > 0)),
    medical {I64} NOT NULL,
    support {I64} NOT NULL,
    care {I64} NOT NULL,
    child {I64} NOT NULL,
    reason {I64} NOT NULL,
    effective_on {I64} NOT NULL,
    cause_kind {TEXT} NOT NULL,
    cause_no {I64} NOT NULL,
    reverses {I64} NOT NULL,
    business_date {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX collection_write_off_of_charge ON collection_write_off (levy_year, household_no, payer_no, instalment);
CREATE INDEX collection_write_off_of_payer ON collection_write_off (payer_no);
CREATE UNIQUE INDEX collection_write_off_reversed ON collection_write_off (reverses) WHERE reverses <> 0;

-- only sqlite
CREATE TRIGGER collection_write_off_no_update BEFORE UPDATE ON collection_write_off
BEGIN SELECT RAISE(ABORT, '不納欠損の記録は変更できません'); END;
CREATE TRIGGER collection_write_off_no_delete BEFORE DELETE ON collection_write_off
BEGIN SELECT RAISE(ABORT, '不納欠損の記録は削除できません'); END;

-- only postgres
CREATE TRIGGER collection_write_off_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON collection_write_off
    FOR EACH STATEMENT EXECUTE FUNCTION collection_refuse();
ALTER TABLE collection_write_off ENABLE ALWAYS TRIGGER collection_write_off_append_only;
