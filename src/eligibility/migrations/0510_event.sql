-- 届出・異動: what happened to somebody's insurance, in two times. Nothing is overwritten: a cancelled event keeps its row
-- with the moment. Memberships (eligibility_fact) follow from the events that stand. Days 0 = none.
-- kind       1 取得・適用開始  2 喪失・適用終了  3 記号番号・世帯の変更  4 登録 (fact_kind)  5 国保上の世帯 (detail)
-- fact_kind  the fact that follows (1 for kinds 1 to 3, 0 for kind 5)
CREATE TABLE eligibility_event (
    addressee_no {I64} NOT NULL,
    event_no {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    kind {I64} NOT NULL CHECK (kind BETWEEN 1 AND 5),
    fact_kind {I64} NOT NULL CHECK (fact_kind BETWEEN 0 AND 9),
    effective_on {I64} NOT NULL,
    until_on {I64} NOT NULL,
    occurred_on {I64} NOT NULL,
    notified_on {I64} NOT NULL,
    prefecture_on {I64} NOT NULL,
    how {I64} NOT NULL CHECK (how BETWEEN 1 AND 6),
    is_annotated {I64} NOT NULL CHECK (is_annotated IN (0, 1)),
    is_planned {I64} NOT NULL CHECK (is_planned IN (0, 1)),
    is_head {I64} NOT NULL CHECK (is_head IN (0, 1)),
    detail {I64} NOT NULL,
    household_no {I64} NOT NULL,
    branch_no {I64} NOT NULL CHECK (branch_no BETWEEN 0 AND 99),
    birth {I64} NOT NULL,
    change_no {I64} NOT NULL,
    closed_by {I64} NOT NULL,
    reason {TEXT} NOT NULL,
    card_symbol {TEXT} NOT NULL,
    card_number {TEXT} NOT NULL,
    evidence {TEXT} NOT NULL,
    note {TEXT} NOT NULL,
    source {TEXT} NOT NULL,
    CHECK (effective_on < until_on),
    PRIMARY KEY (addressee_no, event_no, recorded_at)
){WIDE};
CREATE INDEX eligibility_event_change ON eligibility_event (change_no);
CREATE INDEX eligibility_event_closed ON eligibility_event (closed_by);
-- Whose number it is or was, for branch numbers.
CREATE INDEX eligibility_event_card ON eligibility_event (card_number);
-- 国保上の世帯, for the batches that read belongings.
CREATE INDEX eligibility_event_household ON eligibility_event (household_no, addressee_no) WHERE kind = 5;
-- What is known now, for digests and checks.
CREATE VIEW eligibility_event_now AS
SELECT addressee_no, kind, fact_kind, effective_on, until_on, occurred_on, notified_on, prefecture_on, how,
       is_annotated, is_planned, is_head, detail, household_no, branch_no, reason, card_symbol, card_number
FROM eligibility_event
WHERE superseded_at = 9223372036854775807;
