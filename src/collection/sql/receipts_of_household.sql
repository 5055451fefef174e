SELECT receipt_no, notice_no, payer_no, instalment, channel, amount, received_on, paid_in_on, state, codes,
       overpaid, business_date
FROM collection_receipt
WHERE household_no = $household_no AND levy_year = $levy_year
ORDER BY received_on, receipt_no
