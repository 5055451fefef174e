-- 納付書: what may be paid with. A row is written once and never changed; serial counts the slips of a notice and
-- instalment (0 = several of the notice, or the whole year).
CREATE TABLE slip_paper (
    levy_year {I64} NOT NULL,
    notice_no {I64} NOT NULL,
    instalment {I64} NOT NULL CHECK (instalment BETWEEN 0 AND 99),
    serial {I64} NOT NULL CHECK (serial BETWEEN 1 AND 99),
    class {I64} NOT NULL CHECK (class IN (1, 2, 3, 9)),
    kind {I64} NOT NULL CHECK (kind BETWEEN 0 AND 4),
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    late_charge {I64} NOT NULL CHECK (late_charge >= 0),
    fee {I64} NOT NULL CHECK (fee >= 0 AND late_charge + fee <= amount),
    due_on {I64} NOT NULL,
    issued_on {I64} NOT NULL,
    usable_until {I64} NOT NULL CHECK (usable_until >= issued_on),
    confirm {TEXT} NOT NULL,
    cause_kind {TEXT} NOT NULL,
    cause_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (levy_year, notice_no, instalment, serial)
) {STRICT};
CREATE INDEX slip_paper_of_cause ON slip_paper (cause_kind, cause_no);

-- What a slip asks for of each charge. None: its instalment's, or all of the year, without 延滞金.
CREATE TABLE slip_charge (
    levy_year {I64} NOT NULL,
    notice_no {I64} NOT NULL,
    instalment {I64} NOT NULL,
    serial {I64} NOT NULL,
    of_instalment {I64} NOT NULL CHECK (of_instalment >= 1),
    principal {I64} NOT NULL CHECK (principal >= 0),
    late_charge {I64} NOT NULL CHECK (late_charge >= 0),
    fee {I64} NOT NULL CHECK (fee >= 0),
    PRIMARY KEY (levy_year, notice_no, instalment, serial, of_instalment)
) {STRICT};

-- What became of it, in the order of seq: the last one is where it stands. None: made.
CREATE TABLE slip_step (
    levy_year {I64} NOT NULL,
    notice_no {I64} NOT NULL,
    instalment {I64} NOT NULL,
    serial {I64} NOT NULL,
    seq {I64} NOT NULL CHECK (seq >= 1),
    step {I64} NOT NULL CHECK (step BETWEEN 1 AND 7),
    amount {I64} NOT NULL, -- told to the Pay-easy centre with it, else 0
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (levy_year, notice_no, instalment, serial, seq)
) {STRICT};
