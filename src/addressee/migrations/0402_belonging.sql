-- 世帯への所属: the narrow projection of addressee_person that batches scan in the order of its key.
CREATE TABLE addressee_belonging (
    household_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    is_head {I64} NOT NULL CHECK (is_head IN (0, 1)),
    birth {I64} NOT NULL,
    PRIMARY KEY (household_no, addressee_no, valid_from, recorded_at)
){STRICT};
