-- All texts of the rows known now, for the check that no number stands among them.
SELECT addressee_no, name, kana, address, items
FROM addressee_person
WHERE superseded_at = 9223372036854775807
