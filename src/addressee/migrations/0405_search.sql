-- Folded search keys of every name a person has had (住民記録システム標準仕様書 2.1.2). `more`: further persons of
-- the same key, packed (posting.h).
CREATE TABLE addressee_search (
    kind {I64} NOT NULL,
    search_key {TEXT} NOT NULL,
    addressee_no {I64} NOT NULL,
    more {BLOB} NOT NULL,
    PRIMARY KEY (kind, search_key, addressee_no)
){STRICT};
