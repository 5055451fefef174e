-- Whether a migration has been applied by now.
SELECT COUNT(*) FROM store_migration WHERE number = $number
