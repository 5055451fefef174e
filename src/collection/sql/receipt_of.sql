SELECT levy_year, notice_no, instalment, household_no, payer_no, channel, amount, received_on, paid_in_on, state,
       overpaid, cause, source, kind, business_date
FROM collection_receipt
WHERE receipt_no = $receipt_no
