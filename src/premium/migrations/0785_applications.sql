-- 減免の申請 (法77条): received, waiting for its decision until `due_on`. What ends it stands in the second table: a decision of
-- premium_remission, or 取下げ (remission_no 0). A decision that was entered by mistake closes its row there: it waits again.
CREATE TABLE premium_application (
    application_no {I64} NOT NULL PRIMARY KEY,
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    applied_on {I64} NOT NULL,
    due_on {I64} NOT NULL,
    ground {TEXT} NOT NULL,
    evidence {TEXT} NOT NULL,
    words {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX premium_application_by_household ON premium_application (household_no, fiscal_year);
CREATE INDEX premium_application_by_year ON premium_application (fiscal_year, application_no);
CREATE TABLE premium_application_end (
    application_no {I64} NOT NULL,
    remission_no {I64} NOT NULL,
    is_partial {I64} NOT NULL CHECK (is_partial IN (0, 1)),
    ended_on {I64} NOT NULL,
    reason {TEXT} NOT NULL,
    change_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (application_no, recorded_at)
) {STRICT};
CREATE INDEX premium_application_end_change ON premium_application_end (change_no);
-- 減免決定・却下通知書 that were handed out: the letter is drawn again out of these rows as it was.
CREATE TABLE premium_remission_letter (
    remission_no {I64} NOT NULL,
    copy_no {I64} NOT NULL,
    version {I64} NOT NULL,
    printed_on {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (remission_no, copy_no)
) {STRICT};
