SELECT COALESCE(MAX(item_no), 0) FROM refund_item
