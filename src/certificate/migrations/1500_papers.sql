-- 証: what was issued to whom. A paper is never changed; what became of it is a step beside it (10.4). Days are
-- yyyymmdd, valid_until is the last day (99991231 = no end); two times on every row.
CREATE TABLE certificate_paper (
    paper_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    type {I64} NOT NULL CHECK (type BETWEEN 1 AND 8),
    reason {I64} NOT NULL CHECK (reason BETWEEN 1 AND 7),
    issued_on {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL CHECK (valid_until >= valid_from),
    end_reason {I64} NOT NULL,
    tenths {I64} NOT NULL,
    limit_class {I64} NOT NULL,
    disease {I64} NOT NULL,
    card_symbol {TEXT} NOT NULL,
    card_number {TEXT} NOT NULL,
    branch_no {I64} NOT NULL,
    delivery {I64} NOT NULL,
    delivery_no {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    run_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (paper_no, recorded_at)
){STRICT};
CREATE INDEX certificate_paper_person ON certificate_paper (addressee_no);

-- 返戻, 再送, 保管, 廃棄, 回収, 紛失, 無効, 書損; several steps of a moment by their number.
CREATE TABLE certificate_step (
    paper_no {I64} NOT NULL,
    step_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    state {I64} NOT NULL CHECK (state BETWEEN 1 AND 8),
    on_day {I64} NOT NULL,
    words {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (paper_no, step_no, recorded_at)
){STRICT};
CREATE INDEX certificate_step_person ON certificate_step (addressee_no);

-- マイナ保険証 の利用登録: as the last list said.
CREATE TABLE certificate_registration (
    addressee_no {I64} NOT NULL,
    is_registered {I64} NOT NULL CHECK (is_registered IN (0, 1)),
    listed_on {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (addressee_no, recorded_at)
){STRICT};

-- 限度額・基準収入額・特定疾病 の申請 and what was decided. valid_until is exclusive.
CREATE TABLE certificate_application (
    addressee_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind BETWEEN 1 AND 3),
    received_on {I64} NOT NULL,
    is_accepted {I64} NOT NULL CHECK (is_accepted IN (0, 1)),
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    disease {I64} NOT NULL,
    revenue {I64} NOT NULL,
    words {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (addressee_no, kind, received_on, recorded_at)
){STRICT};
