SELECT channel, instalment, slip_kind, slip_serial, amount, received_on, received_at, store, kind
FROM collection_receipt
WHERE levy_year = $levy_year AND notice_no = $notice_no
ORDER BY receipt_no
