SELECT COALESCE(MAX(serial), 0) FROM debit_mandate WHERE payer_no = $payer_no
