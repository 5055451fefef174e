-- 宛名: one full row per change of the register (全項目履歴), two times on every row.
-- `items` holds the items no statement asks for, packed (item.h). Never a 個人番号 or 住民票コード.
CREATE TABLE addressee_person (
    addressee_no {I64} NOT NULL,
    history_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    household_no {I64} NOT NULL,
    kind {I64} NOT NULL,
    status {I64} NOT NULL,
    birth {I64} NOT NULL,
    is_restricted {I64} NOT NULL CHECK (is_restricted IN (0, 1)),
    name {TEXT} NOT NULL,
    kana {TEXT} NOT NULL,
    address {TEXT} NOT NULL,
    items {BLOB} NOT NULL,
    PRIMARY KEY (addressee_no, history_no, recorded_at)
){STRICT};
