-- 払い込まれた金額: what a partner says it paid in on a day. source 1 指定金融機関の払込内訳 (by channel), 2
-- 指定納付受託者の払込明細 (by card company and period). A later file about the same closes the row
-- (superseded_at) and adds its own: nothing is changed.
CREATE TABLE payin_money (
    money_no {I64} NOT NULL PRIMARY KEY,
    source {I64} NOT NULL CHECK (source IN (1, 2)),
    channel {I64} NOT NULL,
    paid_in_on {I64} NOT NULL,
    from_day {I64} NOT NULL,
    until_day {I64} NOT NULL,
    label {TEXT} NOT NULL,
    items {I64} NOT NULL,
    gross {I64} NOT NULL,
    fee {I64} NOT NULL,
    net {I64} NOT NULL,
    layout {TEXT} NOT NULL,
    record_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    CHECK (gross - fee = net)
) {STRICT};
CREATE INDEX payin_money_of_day ON payin_money (paid_in_on, channel);

-- 差異の処理: what a clerk found out about a day that does not agree. Counts while the figures are those he saw
-- (data, money) and, when it waits for a partner, until that day.
CREATE TABLE payin_settlement (
    settlement_no {I64} NOT NULL PRIMARY KEY,
    channel {I64} NOT NULL,
    paid_in_on {I64} NOT NULL,
    reason {I64} NOT NULL CHECK (reason BETWEEN 1 AND 5),
    words {TEXT} NOT NULL,
    wait_until {I64} NOT NULL,
    data_amount {I64} NOT NULL,
    agent_amount {I64} NOT NULL,
    sheet_amount {I64} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX payin_settlement_of_day ON payin_settlement (paid_in_on, channel);
