-- 即時更正: a decision made at the counter. Its run_no in premium_run is below zero; the change (事務) it was proposed by.
CREATE TABLE premium_correction (
    run_no {I64} NOT NULL PRIMARY KEY CHECK (run_no < 0),
    change_no {I64} NOT NULL,
    household_no {I64} NOT NULL,
    is_excepted {I64} NOT NULL CHECK (is_excepted IN (0, 1))
) {STRICT};
CREATE INDEX premium_correction_by_household ON premium_correction (household_no);
