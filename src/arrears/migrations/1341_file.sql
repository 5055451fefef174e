-- 預金照会データ: which inquiry went out in the file of which run; once.
CREATE TABLE arrears_file_line (
    act_no {I64} NOT NULL PRIMARY KEY,
    run_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
