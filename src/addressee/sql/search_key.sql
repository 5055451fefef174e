-- Persons whose key begins with $from; the exact key sorts first.
SELECT addressee_no, more, search_key
FROM addressee_search
WHERE kind = $kind AND search_key >= $from AND search_key < $until
ORDER BY search_key, addressee_no
LIMIT $count
