INSERT INTO web_search (token_digest, search_no, words)
SELECT $token_digest, COALESCE(MAX(search_no), 0) + 1, $words
FROM web_search
WHERE token_digest = $token_digest
RETURNING search_no
