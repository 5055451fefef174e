SELECT receipt_no, levy_year, notice_no, payer_no, instalment, channel, amount, received_on, state, codes, overpaid,
       business_date
FROM collection_receipt
WHERE household_no = $household_no AND levy_year >= $first_year AND levy_year <= $last_year
  AND recorded_at <= $known_at
ORDER BY levy_year DESC, received_on, receipt_no
