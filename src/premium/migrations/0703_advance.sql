-- 前納の取扱い (条例18条の3): what a clerk has found out about a head's address in Japan on 1 January of a levy year, or
-- that ordinary dates were granted. way 1 国内に住所なし, 2 国内に住所あり, 3 特別の事情による通常の納期. Two times: a later
-- word closes the row. Without a row the tax ledger's place counts.
CREATE TABLE premium_advance (
    fiscal_year {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    way {I64} NOT NULL CHECK (way IN (1, 2, 3)),
    reason {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (fiscal_year, addressee_no, recorded_at)
) {STRICT};
