SELECT i.item_no, i.levy_year, i.household_no, i.payer_no, i.instalment, i.notice_no, i.amount, i.due, a.result,
    a.redebit_on, i.bank, m.branch, r.debit_on
FROM debit_request r
JOIN debit_item i ON i.request_no = r.request_no
JOIN debit_answer a ON a.item_no = i.item_no AND a.result <> 0
JOIN debit_mandate m ON m.row_no = i.mandate_row
WHERE r.debit_on >= $from_day AND r.debit_on <= $last_day AND r.sent_on <> 0
    AND NOT EXISTS (SELECT 1 FROM debit_notice n
        WHERE n.kind = 1 AND n.cause_no = i.item_no AND n.payer_no = i.payer_no AND n.run_no <> $run_no)
ORDER BY i.payer_no, i.levy_year, i.instalment
