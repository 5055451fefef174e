-- 届出: what a change wrote, and what it closed at a moment.
SELECT addressee_no, event_no, recorded_at, superseded_at, kind, fact_kind, effective_on, until_on, occurred_on,
       notified_on, prefecture_on, how, is_annotated, is_planned, is_head, detail, household_no, branch_no, birth,
       change_no, closed_by, reason, card_symbol, card_number, evidence, note, source
FROM eligibility_event
WHERE (change_no = $change_no AND (recorded_at = $at OR superseded_at = 9223372036854775807))
   OR (closed_by = $change_no AND superseded_at = $at)
ORDER BY addressee_no, event_no, recorded_at
