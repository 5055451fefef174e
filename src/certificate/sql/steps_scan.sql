-- All steps as known then, in their order.
SELECT paper_no, step_no, state, on_day, words, change_no, recorded_at
FROM certificate_step
WHERE recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, paper_no, step_no
