-- 庁内への連携: what the resident record was told of somebody's insurance, in two times. Days 0 = none.
CREATE TABLE onward_told (
    addressee_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    is_insured {I64} NOT NULL CHECK (is_insured IN (0, 1)),
    acquired_on {I64} NOT NULL,
    lost_on {I64} NOT NULL,
    sequence {I64} NOT NULL,
    PRIMARY KEY (addressee_no, recorded_at)
) {STRICT};
CREATE TABLE onward_file (
    sequence {I64} NOT NULL PRIMARY KEY,
    run_no {I64} NOT NULL,
    made_on {I64} NOT NULL,
    file_name {TEXT} NOT NULL,
    records {I64} NOT NULL,
    sha256 {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
