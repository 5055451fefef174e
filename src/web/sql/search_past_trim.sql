DELETE FROM web_search_past
WHERE operator_id = $operator_id
  AND searched_at < (SELECT COALESCE(MIN(n.searched_at), 0)
                     FROM (SELECT searched_at FROM web_search_past WHERE operator_id = $operator_id
                           ORDER BY searched_at DESC LIMIT $count) AS n)
