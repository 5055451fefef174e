-- 前の系の調定と収納: the other side of what was brought in from the system before this one; its balance is what was
-- unpaid when it came. Neither income nor money of this system.
INSERT INTO ledger_account (account_no, name, label) VALUES (14, 'former', '前の系からの引継ぎ');
