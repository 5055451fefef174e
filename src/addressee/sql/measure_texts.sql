-- What was typed, for the check that no 個人番号 stands among it.
SELECT addressee_no, office, hidden, note FROM addressee_measure
