-- What a file of payments writes lies together (docs/adr/0172): most of a day's payments are of one or two instalments.
DROP INDEX collection_receipt_of_notice;
CREATE INDEX collection_receipt_of_notice ON collection_receipt (levy_year, instalment, notice_no);
-- Receipts of a household are found by their lines; without a line are only these: 過誤納, 仮受, and acts on others.
DROP INDEX collection_receipt_of_household;
CREATE INDEX collection_receipt_of_household ON collection_receipt (household_no, levy_year)
    WHERE overpaid <> 0 OR state = 2 OR reverses <> 0 OR uses <> 0;
-- 速報 whose 確報 came are asked for only to know what stood on an earlier day.
DROP INDEX collection_mark_of_notice;
CREATE INDEX collection_mark_of_notice ON collection_mark (levy_year, notice_no) WHERE ended_by <> 1;
DROP INDEX collection_mark_of_household;
CREATE INDEX collection_mark_of_household ON collection_mark (household_no, levy_year) WHERE ended_by = 0;
CREATE INDEX collection_mark_ended ON collection_mark (ended_at, household_no) WHERE ended_by <> 0;
