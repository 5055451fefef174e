SELECT notice_no, recorded_at, words FROM ops_notice
WHERE operator_id = $operator_id AND read_at = 0
ORDER BY notice_no
