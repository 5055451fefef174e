-- 負担割合・区分の再判定: what a replaced paper said, why it changed, and since when it differs (0 = not before its new
-- days). is_recall: no new paper follows, the old one is asked back.
ALTER TABLE certificate_renewal ADD COLUMN limit_class {I64} NOT NULL DEFAULT 0;
ALTER TABLE certificate_renewal ADD COLUMN disease {I64} NOT NULL DEFAULT 0;
ALTER TABLE certificate_renewal ADD COLUMN is_recall {I64} NOT NULL DEFAULT 0;
ALTER TABLE certificate_renewal ADD COLUMN cause {I64} NOT NULL DEFAULT 0;
ALTER TABLE certificate_renewal ADD COLUMN old_tenths {I64} NOT NULL DEFAULT 0;
ALTER TABLE certificate_renewal ADD COLUMN old_class {I64} NOT NULL DEFAULT 0;
ALTER TABLE certificate_renewal ADD COLUMN differs_from {I64} NOT NULL DEFAULT 0;
