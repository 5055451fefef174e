-- What a household has paid: what is booked or held (1), then what was told and not confirmed (2). Receipts are found by their
-- lines, each levy year by the whole key; those without a line by their index, whose condition this is.
WITH RECURSIVE years (levy_year) AS (
    SELECT MIN(levy_year) FROM collection_allocation WHERE levy_year >= $first_year
    UNION ALL
    SELECT (SELECT MIN(n.levy_year) FROM collection_allocation n WHERE n.levy_year > y.levy_year)
    FROM years y
    WHERE y.levy_year < $last_year),
found (receipt_no) AS (
    SELECT a.receipt_no
    FROM years y
    CROSS JOIN collection_allocation a
    WHERE a.levy_year = y.levy_year AND a.household_no = $household_no
    UNION
    SELECT receipt_no
    FROM collection_receipt
    WHERE household_no = $household_no AND (overpaid <> 0 OR state = 2 OR reverses <> 0 OR uses <> 0))
SELECT 1 AS part, r.receipt_no AS number, levy_year, notice_no, payer_no, instalment, channel, amount, received_on,
       state, codes, overpaid, business_date
FROM found f
CROSS JOIN collection_receipt r
WHERE r.receipt_no = f.receipt_no AND levy_year >= $first_year AND levy_year <= $last_year AND recorded_at <= $known_at
UNION ALL
SELECT 2, mark_no, levy_year, notice_no, payer_no, instalment, channel, amount, received_on, 0, '', 0, 0
FROM collection_mark
WHERE household_no = $household_no AND levy_year >= $first_year AND levy_year <= $last_year
  AND recorded_at <= $known_at AND ended_by = 0
UNION ALL
SELECT 2, mark_no, levy_year, notice_no, payer_no, instalment, channel, amount, received_on, 0, '', 0, 0
FROM collection_mark
WHERE ended_at > $known_at AND ended_by <> 0
  AND household_no = $household_no AND levy_year >= $first_year AND levy_year <= $last_year AND recorded_at <= $known_at
ORDER BY 1, levy_year DESC, received_on, 2
