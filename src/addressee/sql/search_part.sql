-- Keys that hold some letters anywhere.
SELECT DISTINCT search_key
FROM addressee_search
WHERE kind = $kind AND search_key LIKE $pattern
ORDER BY search_key
LIMIT $count
