-- 口座振替の通知: which paper told whom of what, once. kind 1 振替不能通知 (cause: item), 2 開始通知 (cause: row of
-- the mandate), 3 振替済通知 (cause: the calendar year).
CREATE TABLE debit_notice (
    kind {I64} NOT NULL CHECK (kind IN (1, 2, 3)),
    cause_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    run_no {I64} NOT NULL,
    issued_on {I64} NOT NULL,
    amount {I64} NOT NULL,
    file {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (kind, cause_no, payer_no, run_no)
) {STRICT};
