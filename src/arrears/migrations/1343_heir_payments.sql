-- 相続人の納付書: which slip of the charges of the deceased is whose.
CREATE TABLE arrears_heir_slip (
    levy_year {I64} NOT NULL,
    notice_no {I64} NOT NULL,
    instalment {I64} NOT NULL,
    serial {I64} NOT NULL,
    act_no {I64} NOT NULL,
    heir_seq {I64} NOT NULL CHECK (heir_seq >= 1),
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (levy_year, notice_no, instalment, serial)
) {STRICT};
CREATE INDEX arrears_heir_slip_of_act ON arrears_heir_slip (act_no);

-- 相続人の納付: receipts entered at the counter under an heir's name.
CREATE TABLE arrears_heir_receipt (
    receipt_no {I64} NOT NULL PRIMARY KEY,
    act_no {I64} NOT NULL,
    heir_seq {I64} NOT NULL CHECK (heir_seq >= 1),
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX arrears_heir_receipt_of_act ON arrears_heir_receipt (act_no);
CREATE INDEX arrears_heir_receipt_of_change ON arrears_heir_receipt (change_no);
