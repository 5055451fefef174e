-- Folded search keys of every name a person has had (住民記録システム標準仕様書 2.1.2).
CREATE TABLE addressee_search (
    kind {I64} NOT NULL,
    search_key {TEXT} NOT NULL,
    addressee_no {I64} NOT NULL,
    PRIMARY KEY (kind, search_key, addressee_no)
){STRICT};
