-- Each search of an operator is later than the one before, also within the same millisecond: the last stands first.
INSERT INTO web_search_past (operator_id, words, searched_at)
SELECT $operator_id, $words, CASE WHEN COALESCE(MAX(p.searched_at), 0) >= $at THEN MAX(p.searched_at) + 1 ELSE $at END
FROM web_search_past AS p WHERE p.operator_id = $operator_id
ON CONFLICT (operator_id, words) DO UPDATE SET searched_at = excluded.searched_at
