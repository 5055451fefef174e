-- 届出: all events of a person ever recorded up to $known_at, cancelled ones too.
SELECT addressee_no, event_no, recorded_at, superseded_at, kind, fact_kind, effective_on, until_on, occurred_on,
       notified_on, prefecture_on, how, is_annotated, is_planned, is_head, detail, household_no, branch_no, birth,
       change_no, closed_by, reason, card_symbol, card_number, evidence, note, source
FROM eligibility_event
WHERE addressee_no = $addressee_no AND recorded_at <= $known_at
ORDER BY effective_on, kind, event_no, recorded_at
