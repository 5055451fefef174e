-- The row of a key that a person would stand in: the last one that begins with him or before him.
SELECT addressee_no, more
FROM addressee_search
WHERE kind = $kind AND search_key = $search_key AND addressee_no <= $addressee_no
ORDER BY addressee_no DESC
LIMIT 1
