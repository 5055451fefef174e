-- What a night asks for and few have: 延滞金 that was paid, 過誤納 and 仮受 (the condition is that of excesses.sql).
CREATE INDEX collection_allocation_late ON collection_allocation (payer_no) WHERE item = 2;
CREATE INDEX collection_receipt_excess ON collection_receipt (payer_no) WHERE overpaid > 0 OR (state = 2 AND amount > 0);
