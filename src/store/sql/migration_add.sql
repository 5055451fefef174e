-- A migration has been applied; in the same transaction as the migration itself.
INSERT INTO store_migration (number, name, hash) VALUES ($number, $name, $hash)
