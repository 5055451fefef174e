-- 財務会計への仕訳ファイル: one day in one version. sent_on 0 = proposed; once sent it is never changed or sent again.
CREATE TABLE finance_file (
    sequence {I64} NOT NULL PRIMARY KEY,
    day {I64} NOT NULL,
    version {I64} NOT NULL CHECK (version >= 1),
    run_no {I64} NOT NULL,
    file_name {TEXT} NOT NULL UNIQUE,
    line_count {I64} NOT NULL CHECK (line_count > 0),
    amount {I64} NOT NULL,
    digest {TEXT} NOT NULL,
    bytes {I64} NOT NULL,
    sha256 {TEXT} NOT NULL,
    sent_on {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX finance_file_of_day ON finance_file (day, version);
CREATE INDEX finance_file_of_run ON finance_file (run_no);

-- 仕訳の行 as they were sent. kind 1 記帳, 2 取消 of a line of the version before.
CREATE TABLE finance_line (
    sequence {I64} NOT NULL,
    line_no {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind IN (1, 2)),
    code {TEXT} NOT NULL,
    books {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    part {TEXT} NOT NULL,
    debit {I64} NOT NULL,
    credit {I64} NOT NULL,
    items {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount > 0),
    line_key {TEXT} NOT NULL,
    PRIMARY KEY (sequence, line_no)
) {STRICT};

-- 受付結果 of the finance system: one a file. result 0 taken, 1 refused.
CREATE TABLE finance_answer (
    sequence {I64} NOT NULL PRIMARY KEY,
    result {I64} NOT NULL CHECK (result IN (0, 1)),
    answered_on {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};

-- only sqlite
CREATE TRIGGER finance_file_sent BEFORE UPDATE ON finance_file WHEN OLD.sent_on <> 0
BEGIN SELECT RAISE(ABORT, '送った仕訳は変更できません'); END;
CREATE TRIGGER finance_file_kept BEFORE DELETE ON finance_file WHEN OLD.sent_on <> 0
BEGIN SELECT RAISE(ABORT, '送った仕訳は削除できません'); END;
CREATE TRIGGER finance_line_no_update BEFORE UPDATE ON finance_line
BEGIN SELECT RAISE(ABORT, '仕訳の行は変更できません'); END;

-- only postgres
CREATE FUNCTION finance_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '送った仕訳は変更も削除もできません';
END $$;
CREATE TRIGGER finance_file_sent BEFORE UPDATE OR DELETE ON finance_file
    FOR EACH ROW WHEN (OLD.sent_on <> 0) EXECUTE FUNCTION finance_refuse();
CREATE TRIGGER finance_line_no_update BEFORE UPDATE ON finance_line
    FOR EACH ROW EXECUTE FUNCTION finance_refuse();
