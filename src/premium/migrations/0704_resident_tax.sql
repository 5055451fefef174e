-- 住民税: the taxable income (課税標準額) and whether somebody is liable, as the tax ledger says; -1 = it has not said.
-- No premium is made of them: 一部負担金の割合 and 適用区分 are.
ALTER TABLE premium_income ADD COLUMN taxable_income {I64} NOT NULL DEFAULT -1;
ALTER TABLE premium_income ADD COLUMN tax_exempt_class {I64} NOT NULL DEFAULT -1;
