-- What was typed, for the check that no 個人番号 stands among it.
SELECT addressee_no, name, kana, alias, roman, address, building, basis FROM addressee_own
