-- One more birth day of a person.
INSERT INTO addressee_birth (birth, addressee_no, more) VALUES ($birth, $addressee_no, $more)
ON CONFLICT DO NOTHING
