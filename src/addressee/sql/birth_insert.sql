-- One more birth day of a person.
INSERT INTO addressee_birth (birth, addressee_no) VALUES ($birth, $addressee_no)
ON CONFLICT DO NOTHING
