SELECT words FROM web_search_past WHERE operator_id = $operator_id
ORDER BY searched_at DESC, words
LIMIT $count
