INSERT INTO debit_request (request_no, run_no, file_name, layout, consignor, group_key, debit_on, items, amount,
    bytes, sha256, sent_on)
VALUES ($request_no, $run_no, $file_name, $layout, $consignor, $group_key, $debit_on, $items, $amount, $bytes,
    $sha256, 0)
