-- What is withdrawn with this run goes behind the commit.
INSERT INTO batch_gone (path) VALUES ($path)
ON CONFLICT DO NOTHING
