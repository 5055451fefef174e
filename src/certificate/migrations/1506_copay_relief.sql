-- 一部負担金の減額・免除・徴収猶予 (法44条): applications, and beside each what became of it: 1 承認, 2 不承認, 3 終了. Days
-- yyyymmdd; continues_no: the relief it renews, 0 = none. valid_until is the last day.
CREATE TABLE certificate_relief (
    relief_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    applied_on {I64} NOT NULL,
    measure {I64} NOT NULL CHECK (measure BETWEEN 1 AND 3),
    ground {I64} NOT NULL CHECK (ground BETWEEN 1 AND 4),
    continues_no {I64} NOT NULL,
    words {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (relief_no, recorded_at)
){STRICT};
CREATE INDEX certificate_relief_person ON certificate_relief (addressee_no);
CREATE TABLE certificate_relief_step (
    relief_no {I64} NOT NULL,
    step {I64} NOT NULL CHECK (step BETWEEN 1 AND 3),
    addressee_no {I64} NOT NULL,
    on_day {I64} NOT NULL,
    measure {I64} NOT NULL,
    percent {I64} NOT NULL,
    months {I64} NOT NULL,
    valid_from {I64} NOT NULL,
    valid_until {I64} NOT NULL,
    end_ground {I64} NOT NULL,
    words {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (relief_no, step, recorded_at)
){STRICT};
CREATE INDEX certificate_relief_step_person ON certificate_relief_step (addressee_no);
