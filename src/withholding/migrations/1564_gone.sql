-- 保存期限を過ぎて消した依頼: how many of a file that was sent (docs/adr/0150): its count stays as it was sent.
CREATE TABLE withholding_gone (
    run_no {I64} NOT NULL PRIMARY KEY,
    items {I64} NOT NULL CHECK (items > 0)
) {STRICT};
