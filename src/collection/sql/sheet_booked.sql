-- 日計: what was booked on the days, by channel, kind of slip and what it was for (item 0 過誤納, 4 仮受). What the system before
-- this one took in is on its sheets. What is past its retention counts with its sums.
SELECT channel, slip_kind, source, item, CAST(SUM(items) AS BIGINT), CAST(SUM(amount) AS BIGINT)
FROM (SELECT r.channel, r.slip_kind, r.source, a.item, 1 AS items, a.amount
      FROM collection_receipt r
      JOIN collection_allocation a ON a.levy_year = r.levy_year AND a.household_no = r.household_no
           AND a.payer_no = r.payer_no AND a.receipt_no = r.receipt_no
      WHERE r.business_date >= $from AND r.business_date <= $until AND r.channel <> 14 AND r.source <> $former
      UNION ALL
      SELECT channel, slip_kind, source, 0, 1, overpaid FROM collection_receipt
      WHERE business_date >= $from AND business_date <= $until AND overpaid <> 0 AND channel <> 14 AND source <> $former
      UNION ALL
      SELECT channel, slip_kind, source, 4, 1, amount FROM collection_receipt
      WHERE business_date >= $from AND business_date <= $until AND state = 2
      UNION ALL
      SELECT channel, slip_kind, source, item, items, amount FROM collection_closing
      WHERE booked_on >= $from AND booked_on <= $until AND item <= 4 AND (item = 4 OR (channel <> 14 AND source <> $former))) sheet
GROUP BY channel, slip_kind, source, item
ORDER BY channel, slip_kind, source, item
