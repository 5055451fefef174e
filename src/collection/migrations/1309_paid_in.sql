-- 払込日ごとの合計: what receipts of cash up to a number came to, by the day we got the money and channel. Receipts are never
-- changed, so a night adds those that came since; when old ones go (docs/adr/0150) it begins anew.
CREATE TABLE collection_paid_in (
    paid_in_on {I64} NOT NULL,
    channel {I64} NOT NULL,
    items {I64} NOT NULL,
    amount {I64} NOT NULL,
    PRIMARY KEY (paid_in_on, channel)
) {STRICT};
CREATE TABLE collection_paid_in_until (
    receipt_no {I64} NOT NULL PRIMARY KEY
) {STRICT};
-- 速報 without their 確報 are few among all that ever came.
CREATE INDEX collection_mark_open ON collection_mark (mark_no) WHERE ended_by = 0;
