SELECT COUNT(*)
FROM debit_mandate m
JOIN debit_item i ON i.new_code IN (0, 1, 2) AND i.payer_no = m.payer_no AND i.mandate_row = m.row_no
WHERE m.payer_no = $payer_no AND m.recorded_at = $applied_at
