SELECT h.item_no
FROM debit_halt h
LEFT JOIN debit_item i ON i.item_no = h.item_no
WHERE i.item_no IS NULL
