INSERT INTO store_moved (topic, at, number) VALUES ($topic, $at, $number)
ON CONFLICT DO NOTHING
