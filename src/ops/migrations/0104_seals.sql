-- 申請の封: over each request that was set, keyed with DIR/keys/ and chained to the one before (TE-07).
CREATE TABLE ops_seal (
    seal_no {I64} NOT NULL PRIMARY KEY,
    request_no {I64} NOT NULL,
    seal {BLOB} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX ops_seal_request ON ops_seal (request_no);
