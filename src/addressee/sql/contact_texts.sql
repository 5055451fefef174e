-- What was typed, for the check that no 個人番号 stands among it.
SELECT addressee_no, value, who, hours, note FROM addressee_contact
