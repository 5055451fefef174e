-- A channel's file asks for the payments of its notice numbers, as far as they are of the instalments that it names.
DROP INDEX collection_receipt_of_notice;
CREATE INDEX collection_receipt_of_notice ON collection_receipt (levy_year, notice_no, instalment);
