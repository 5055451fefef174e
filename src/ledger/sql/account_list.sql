SELECT account_no, name, label FROM ledger_account ORDER BY account_no
