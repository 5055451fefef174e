-- 保存期限を過ぎて消した明細: what of a 督促状 or 催告書 is gone while others of its charges are kept (docs/adr/0150). The row goes
-- with the paper, when its last charge goes.
CREATE TABLE demand_gone (
    run_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    amount {I64} NOT NULL,
    late_charge {I64} NOT NULL,
    fee {I64} NOT NULL,
    PRIMARY KEY (run_no, payer_no)
) {STRICT};
