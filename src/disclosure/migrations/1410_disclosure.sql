-- 開示請求の受付: who asks for what is held about whom. asked_by 1 本人, 2 法定代理人, 3 任意代理人.
CREATE TABLE disclosure_request (
    request_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    asked_by {I64} NOT NULL CHECK (asked_by IN (1, 2, 3)),
    agent {TEXT} NOT NULL,
    evidence {TEXT} NOT NULL,
    words {TEXT} NOT NULL,
    received_on {I64} NOT NULL,
    due_on {I64} NOT NULL CHECK (due_on >= received_on),
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (request_no, recorded_at)
) {STRICT};
CREATE INDEX disclosure_request_of ON disclosure_request (addressee_no);
-- 開示の決定: what is known at recorded_at is given, part by part.
CREATE TABLE disclosure_decision (
    request_no {I64} NOT NULL,
    decided_on {I64} NOT NULL,
    ground {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (request_no, recorded_at)
) {STRICT};
-- answer 1 開示（他の人の部分を除く）, 2 すべて開示, 3 不開示, 4 存否を答えない.
CREATE TABLE disclosure_answer (
    request_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    area {TEXT} NOT NULL,
    answer {I64} NOT NULL CHECK (answer BETWEEN 1 AND 4),
    PRIMARY KEY (request_no, recorded_at, area)
) {STRICT};
