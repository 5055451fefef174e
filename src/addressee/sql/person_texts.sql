-- All texts of the rows known now, for the check that no number stands among them.
SELECT addressee_no, relation, name, kana, alias, former_surname, roman, postal_code, address,
       building, rest
FROM addressee_person
WHERE superseded_at = 9223372036854775807
