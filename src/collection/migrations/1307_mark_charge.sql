-- What a 速報 tells of each charge that its slip names. None: of its instalment, or of the whole year.
CREATE TABLE collection_mark_charge (
    mark_no {I64} NOT NULL,
    of_instalment {I64} NOT NULL CHECK (of_instalment >= 1),
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    principal {I64} NOT NULL CHECK (principal >= 0),
    extra {I64} NOT NULL CHECK (extra >= 0), -- 延滞金, 督促手数料
    PRIMARY KEY (mark_no, of_instalment)
) {STRICT};
