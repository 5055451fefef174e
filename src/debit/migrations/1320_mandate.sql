-- 口座振替の登録: from which account a payer's instalments are debited, as true on a day and as known then.
-- At most one row of a payer counts on a day; what is replaced is closed (superseded_at), never changed.
-- act     1 登録, 2 変更, 3 停止, 4 再開, 5 銀行の回答による停止, 6 銀行の回答による解約
-- state   1 振り替える, 2 停止中, 3 解約
-- serial  of the account: a registration or another account has the next; first_code is the 新規コード of
--         its first debit
-- pays    1 期別, 2 全期 (前納)
CREATE TABLE debit_mandate (
    row_no {I64} NOT NULL PRIMARY KEY,
    payer_no {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    act {I64} NOT NULL CHECK (act BETWEEN 1 AND 6),
    state {I64} NOT NULL CHECK (state IN (1, 2, 3)),
    serial {I64} NOT NULL,
    first_code {I64} NOT NULL CHECK (first_code IN (1, 2)),
    pays {I64} NOT NULL CHECK (pays IN (1, 2)),
    source {I64} NOT NULL CHECK (source IN (1, 2, 3)),
    bank {TEXT} NOT NULL,
    branch {TEXT} NOT NULL,
    deposit_kind {I64} NOT NULL,
    account {TEXT} NOT NULL,
    jp_mark {TEXT} NOT NULL,
    jp_number {TEXT} NOT NULL,
    holder {TEXT} NOT NULL,
    relation {TEXT} NOT NULL,
    received_on {I64} NOT NULL,
    reason {TEXT} NOT NULL,
    cause_kind {TEXT} NOT NULL,
    cause_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    CHECK (valid_from < valid_until)
) {STRICT};
CREATE INDEX debit_mandate_of_payer ON debit_mandate (payer_no, superseded_at);
