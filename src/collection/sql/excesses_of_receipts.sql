-- 過誤納 and 仮受 of these receipts that were not taken back.
SELECT receipt_no, levy_year, notice_no, household_no, payer_no, instalment, channel, amount, overpaid, received_on,
       paid_in_on, state, cause, codes, business_date
FROM collection_receipt r
WHERE receipt_no IN ($receipts...) AND payer_no >= 0 AND (overpaid > 0 OR (state = 2 AND amount > 0))
  AND NOT EXISTS (SELECT 1 FROM collection_receipt c WHERE c.reverses = r.receipt_no AND c.reverses <> 0)
ORDER BY receipt_no
