-- Birth days (yyyymmdd, 00 for what is unknown, 0 for none) of everybody the register knows.
-- `more`: further persons of the same day, packed (posting.h).
CREATE TABLE addressee_birth (
    birth {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    more {BLOB} NOT NULL,
    PRIMARY KEY (birth, addressee_no)
){STRICT};
