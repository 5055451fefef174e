-- What a household has paid: what is booked or held (1), then what was told and not confirmed (2).
SELECT 1 AS part, receipt_no AS number, levy_year, notice_no, payer_no, instalment, channel, amount, received_on,
       state, codes, overpaid, business_date
FROM collection_receipt
WHERE household_no = $household_no AND levy_year >= $first_year AND levy_year <= $last_year
  AND recorded_at <= $known_at
UNION ALL
SELECT 2, mark_no, levy_year, notice_no, payer_no, instalment, channel, amount, received_on, 0, '', 0, 0
FROM collection_mark
WHERE household_no = $household_no AND levy_year >= $first_year AND levy_year <= $last_year
  AND recorded_at <= $known_at AND (ended_by = 0 OR ended_at > $known_at)
ORDER BY 1, levy_year DESC, received_on, 2
