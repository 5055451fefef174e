-- One key, before it is written anew in the same transaction.
DELETE FROM addressee_search WHERE kind = $kind AND search_key = $search_key
