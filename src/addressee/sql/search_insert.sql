-- One more key of a person.
INSERT INTO addressee_search (kind, search_key, addressee_no, more)
VALUES ($kind, $search_key, $addressee_no, $more)
ON CONFLICT DO NOTHING
