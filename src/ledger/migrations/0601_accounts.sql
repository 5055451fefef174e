-- 勘定科目: the accounts a posting may name; the same list as ledger_accounts[] in accounts.c.
CREATE TABLE ledger_account (
    account_no {I64} NOT NULL PRIMARY KEY,
    name {TEXT} NOT NULL UNIQUE,
    label {TEXT} NOT NULL
) {STRICT};
INSERT INTO ledger_account (account_no, name, label) VALUES (0, 'receivable', '調定');
INSERT INTO ledger_account (account_no, name, label) VALUES (1, 'revenue', '保険料収入');
INSERT INTO ledger_account (account_no, name, label) VALUES (2, 'cash', '収納金');
INSERT INTO ledger_account (account_no, name, label) VALUES (3, 'overpaid', '過誤納金');
INSERT INTO ledger_account (account_no, name, label) VALUES (4, 'held', '仮受金');
INSERT INTO ledger_account (account_no, name, label) VALUES (5, 'late_charge', '延滞金収入');
INSERT INTO ledger_account (account_no, name, label) VALUES (6, 'fee', '督促手数料収入');
INSERT INTO ledger_account (account_no, name, label) VALUES (7, 'interest', '還付加算金');
INSERT INTO ledger_account (account_no, name, label) VALUES (8, 'written_off', '不納欠損額');
INSERT INTO ledger_account (account_no, name, label) VALUES (9, 'carried', '滞納繰越');
INSERT INTO ledger_account (account_no, name, label) VALUES (10, 'lapsed', '雑入（還付時効）');
