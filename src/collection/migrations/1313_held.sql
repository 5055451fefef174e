-- 仮受 is rare: the condition is that of excesses_held.sql.
CREATE INDEX collection_receipt_held ON collection_receipt (payer_no) WHERE state = 2 AND amount > 0;
