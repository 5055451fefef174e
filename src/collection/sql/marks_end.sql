UPDATE collection_mark SET ended_at = $ended_at, ended_by = $ended_by
WHERE mark_no IN ($marks...) AND ended_by = 0
