-- The way is open in a transaction that has ended.
SELECT COUNT(*) FROM store_going
