-- 行の封印: in which way the rows were digested. What was sealed before stays comparable in the first one.
ALTER TABLE seal_portion ADD COLUMN way {I64} NOT NULL DEFAULT 1;
