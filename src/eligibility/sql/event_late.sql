-- Acquisitions that stand, notified after their first day, without a word about it: whether too late, the law says.
SELECT addressee_no, event_no, recorded_at, superseded_at, kind, fact_kind, effective_on, until_on, occurred_on,
       notified_on, prefecture_on, how, is_annotated, is_planned, is_head, detail, household_no, branch_no, birth,
       change_no, closed_by, reason, card_symbol, card_number, evidence, note, source
FROM eligibility_event
WHERE kind = 1 AND note = '' AND how <> 6 AND notified_on > effective_on AND superseded_at = 9223372036854775807
ORDER BY notified_on, addressee_no, event_no
