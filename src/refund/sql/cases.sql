-- Cases with where they stand; a condition of 0 does not ask.
SELECT c.case_no, c.payer_no, c.household_no, c.decided_on, c.note, s.step_no, s.state, s.on_day,
    s.interest, s.revision, s.told_on, s.claimed_on, s.ordered_on, s.payee_no, s.relation, s.attorney, s.bank,
    s.branch, s.deposit_kind, s.number, s.holder, s.transfer_no, s.sent_count, s.words,
    (SELECT CAST(COALESCE(SUM(i.amount), 0) AS BIGINT) FROM refund_item i WHERE i.case_no = c.case_no AND i.use = 2),
    (SELECT CAST(COALESCE(SUM(i.amount), 0) AS BIGINT) FROM refund_item i WHERE i.case_no = c.case_no AND i.use = 1),
    c.change_no
FROM refund_case c
JOIN refund_step s ON s.case_no = c.case_no
  AND s.step_no = (SELECT MAX(m.step_no) FROM refund_step m WHERE m.case_no = c.case_no)
WHERE ($case_no = 0 OR c.case_no = $case_no)
  AND ($payer_no = 0 OR c.payer_no = $payer_no)
  AND ($state = 0 OR s.state = $state)
  AND ($transfer_no = 0 OR s.transfer_no = $transfer_no)
ORDER BY c.case_no
