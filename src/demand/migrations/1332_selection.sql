-- 抽出条件: conditions saved by name. A change is a new version; the older ones stay.
CREATE TABLE demand_condition (
    condition_no {I64} NOT NULL PRIMARY KEY,
    name {TEXT} NOT NULL,
    criteria {TEXT} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX demand_condition_by_name ON demand_condition (name, recorded_at);

-- 抽出リスト: keys brought in as CSV. Those that are nobody's are tasks of the import.
CREATE TABLE demand_key (
    list_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (list_no, payer_no)
) {STRICT};

-- 電話催告: what was given to the call centre. A household's call stands once, under its first payer.
-- way 1 by telephone, 2 by SMS.
CREATE TABLE demand_campaign (
    run_no {I64} NOT NULL PRIMARY KEY,
    way {I64} NOT NULL CHECK (way IN (1, 2)),
    by_household {I64} NOT NULL CHECK (by_household IN (0, 1)),
    starts_on {I64} NOT NULL,
    ends_on {I64} NOT NULL,
    criteria {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE TABLE demand_call (
    run_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    call_payer_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    unpaid {I64} NOT NULL CHECK (unpaid > 0),
    charges {I64} NOT NULL CHECK (charges >= 1),
    oldest_due {I64} NOT NULL,
    PRIMARY KEY (run_no, payer_no)
) {STRICT};
CREATE TABLE demand_call_stop (
    run_no {I64} NOT NULL,
    call_payer_no {I64} NOT NULL,
    why {I64} NOT NULL,
    stopped_on {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (run_no, call_payer_no)
) {STRICT};
