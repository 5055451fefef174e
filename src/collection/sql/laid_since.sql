-- Principal by charge that came with the receipts behind $after. A line stands under the levy of its receipt; the receipts
-- come first: there are few.
SELECT a.levy_year, a.household_no, a.payer_no, a.instalment, CAST(SUM(a.amount) AS BIGINT)
FROM collection_receipt r
CROSS JOIN collection_allocation a
WHERE r.receipt_no > $after AND a.levy_year = r.levy_year AND a.household_no = r.household_no AND a.payer_no = r.payer_no
  AND a.receipt_no = r.receipt_no AND a.item = 1
GROUP BY a.levy_year, a.household_no, a.payer_no, a.instalment
ORDER BY a.levy_year, a.household_no, a.payer_no, a.instalment
