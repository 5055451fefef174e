-- 滞納処分費 and the money of other creditors that goes through our hands (国税徴収法128条・129条).
INSERT INTO ledger_account (account_no, name, label) VALUES (11, 'costs', '滞納処分費');
INSERT INTO ledger_account (account_no, name, label) VALUES (12, 'costs_income', '滞納処分費収入');
INSERT INTO ledger_account (account_no, name, label) VALUES (13, 'deposited', '歳入歳出外現金（配当）');
