-- What has been applied to this database.
SELECT number, name, hash FROM store_migration ORDER BY number
