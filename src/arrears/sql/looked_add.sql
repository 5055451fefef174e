INSERT INTO arrears_looked (as_of) VALUES ($as_of)
