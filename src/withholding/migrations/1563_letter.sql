-- 特別徴収の通知書: a letter about an accepted request, told of once. It says what the request said.
CREATE TABLE withholding_letter (
    request_no {I64} NOT NULL PRIMARY KEY,
    run_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    issued_on {I64} NOT NULL,
    file {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX withholding_letter_of_payer ON withholding_letter (payer_no);
