-- 行の封印: what the rows of a portion add up to, once no more can come. Nothing here names a person.
CREATE TABLE seal_portion (
    name {TEXT} NOT NULL,
    portion {I64} NOT NULL,
    row_count {I64} NOT NULL CHECK (row_count >= 0),
    digest {BLOB} NOT NULL,
    key_version {I64} NOT NULL,
    head_no {I64} NOT NULL,
    PRIMARY KEY (name, portion)
) {STRICT};

-- What all seals add up to: each head covers every seal before it.
CREATE TABLE seal_head (
    head_no {I64} NOT NULL PRIMARY KEY,
    sealed_at {I64} NOT NULL,
    key_version {I64} NOT NULL,
    seal {BLOB} NOT NULL
) {STRICT};

-- 封のし直し: what differs as it stood when it was proposed; nothing else is accepted.
CREATE TABLE seal_proposal (
    run_no {I64} NOT NULL,
    name {TEXT} NOT NULL,
    portion {I64} NOT NULL,
    row_count {I64} NOT NULL,
    digest {BLOB} NOT NULL,
    PRIMARY KEY (run_no, name, portion)
) {STRICT};
