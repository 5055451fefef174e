-- 授受の記録 (payment_formats.md 15, interfaces.md 1.6): one row for each state a file reached, nothing overwritten.
CREATE TABLE interchange_transport (
    sha256 {TEXT} NOT NULL CHECK (length(sha256) = 64),
    step {I64} NOT NULL CHECK (step >= 1),
    state {TEXT} NOT NULL,
    way {TEXT} NOT NULL CHECK (way IN ('in', 'out')),
    file_name {TEXT} NOT NULL,
    layout {TEXT} NOT NULL,
    layout_version {I64} NOT NULL,
    partner {TEXT} NOT NULL,
    bytes {I64} NOT NULL CHECK (bytes >= 0),
    records {I64} NOT NULL CHECK (records >= 0),
    amount_sum {I64} NOT NULL,
    words {TEXT} NOT NULL,
    business_date {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (sha256, step)
) {STRICT};
