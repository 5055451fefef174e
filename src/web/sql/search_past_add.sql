INSERT INTO web_search_past (operator_id, words, searched_at) VALUES ($operator_id, $words, $at)
ON CONFLICT (operator_id, words) DO UPDATE SET searched_at = excluded.searched_at
