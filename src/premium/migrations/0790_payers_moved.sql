-- When a decision was written, so that a night asks only for the payers of those that came since the night before; 0: of
-- before this column, its day tells. The rows of 当初賦課, by far the most, are in no index.
ALTER TABLE premium_run ADD COLUMN approved_at {I64} NOT NULL DEFAULT 0;
CREATE INDEX premium_assessment_of_run ON premium_assessment (run_no, payer_no) WHERE kind <> 1;
-- 随時: few have one; a night asks whether one fell due.
CREATE INDEX premium_assessment_extra ON premium_assessment (extra_due) WHERE extra_due IS NOT NULL;
