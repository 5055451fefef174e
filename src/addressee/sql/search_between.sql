-- The holders of all keys of a kind from $first to $last.
SELECT search_key, addressee_no, more
FROM addressee_search
WHERE kind = $kind AND search_key >= $first AND search_key <= $last
ORDER BY search_key, addressee_no
