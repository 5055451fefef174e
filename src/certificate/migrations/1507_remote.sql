-- マル遠の証 is type 9 (EL-11): the check of the types is wider, all rows stay.
ALTER TABLE certificate_paper RENAME TO certificate_paper_before;
CREATE TABLE certificate_paper (
    paper_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    type {I64} NOT NULL CHECK (type BETWEEN 1 AND 9),
    reason {I64} NOT NULL CHECK (reason BETWEEN 1 AND 7),
    issued_on {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL CHECK (valid_until >= valid_from),
    end_reason {I64} NOT NULL,
    tenths {I64} NOT NULL,
    limit_class {I64} NOT NULL,
    disease {I64} NOT NULL,
    card_symbol {TEXT} NOT NULL,
    card_number {TEXT} NOT NULL,
    branch_no {I64} NOT NULL,
    delivery {I64} NOT NULL,
    delivery_no {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    run_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (paper_no, recorded_at)
){STRICT};
INSERT INTO certificate_paper SELECT paper_no, addressee_no, household_no, type, reason, issued_on, valid_from, valid_until,
       end_reason, tenths, limit_class, disease, card_symbol, card_number, branch_no, delivery, delivery_no, change_no,
       run_no, recorded_at, superseded_at FROM certificate_paper_before;
DROP TABLE certificate_paper_before;
CREATE INDEX certificate_paper_person ON certificate_paper (addressee_no);
