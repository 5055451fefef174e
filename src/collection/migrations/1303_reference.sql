-- 照会番号: the channel's own number of a payment, where it tells one; its 取消 names the payment by it.
CREATE TABLE collection_reference (
    receipt_no {I64} NOT NULL PRIMARY KEY,
    channel {I64} NOT NULL,
    reference {TEXT} NOT NULL CHECK (reference <> '')
) {STRICT};
CREATE INDEX collection_reference_of_channel ON collection_reference (channel, reference);
