-- 個人番号 and 住民票コード of a person from a history row on, sealed together; the key is no part of the
-- database. `blind` is a keyed hash of the 個人番号 (empty without one): equal numbers are found, none is read.
CREATE TABLE addressee_number (
    addressee_no {I64} NOT NULL,
    history_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    sealed {BLOB} NOT NULL,
    blind {BLOB} NOT NULL,
    PRIMARY KEY (addressee_no, history_no, recorded_at)
){STRICT};
