-- 資格: one dated fact of one person, two times on every row; narrow, in the order in which batches scan it.
-- `rest` holds what no query reads (事由, 届出日, 施設名 ...), one "name=value" a line.
CREATE TABLE eligibility_fact (
    addressee_no {I64} NOT NULL,
    kind {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    source {I64} NOT NULL,
    detail {I64} NOT NULL,
    card_symbol {TEXT} NOT NULL,
    card_number {TEXT} NOT NULL,
    rest {TEXT} NOT NULL,
    PRIMARY KEY (addressee_no, kind, valid_from, recorded_at)
){STRICT};
-- Whose card it is: the search asks by the number.
CREATE INDEX eligibility_fact_card ON eligibility_fact (card_number);
