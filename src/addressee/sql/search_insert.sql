-- One more key of a person.
INSERT INTO addressee_search (kind, search_key, addressee_no)
VALUES ($kind, $search_key, $addressee_no)
ON CONFLICT DO NOTHING
