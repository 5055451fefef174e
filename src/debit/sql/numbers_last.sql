SELECT COALESCE((SELECT MAX(r.request_no) FROM debit_request r WHERE r.run_no <> $run_no), 0),
    COALESCE((SELECT MAX(i.item_no) FROM debit_item i), 0)
