-- 口座振替依頼への回答: what a bank or the terminal's service answered to a mandate, as it came; told twice it has
-- one row. action 1 新規, 2 変更, 9 解約. answer 0 ok, 1 口座なし, 2 名義相違, 3 印鑑相違, 9 その他. outcome 1 registered by
-- it, 2 what stood is confirmed, 3 stopped, 4 ended, 5 left to a person.
CREATE TABLE debit_mandate_answer (
    mandate_no {TEXT} NOT NULL,
    action {I64} NOT NULL CHECK (action IN (1, 2, 9)),
    answer {I64} NOT NULL CHECK (answer IN (0, 1, 2, 3, 9)),
    answered_on {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    source {I64} NOT NULL CHECK (source IN (1, 2, 3)),
    outcome {I64} NOT NULL CHECK (outcome BETWEEN 1 AND 5),
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (mandate_no, action, answer, answered_on)
) {STRICT};
CREATE INDEX debit_mandate_answer_of_payer ON debit_mandate_answer (payer_no);
