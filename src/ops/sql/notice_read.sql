UPDATE ops_notice SET read_at = $now
WHERE notice_no = $notice_no AND operator_id = $operator_id AND read_at = 0
