-- 前期高齢者の月次判定: who becomes 65, 70 or 75 with effect in a month (yyyymm), as judged at the last sweep of it. A row
-- that a later sweep no longer finds is superseded. Days yyyymmdd.
CREATE TABLE certificate_elder (
    month {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    age {I64} NOT NULL CHECK (age IN (65, 70, 75)),
    reached {I64} NOT NULL,
    effect {I64} NOT NULL,
    household_no {I64} NOT NULL,
    run_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (month, addressee_no, age, recorded_at)
){STRICT};
CREATE INDEX certificate_elder_person ON certificate_elder (addressee_no);
