INSERT INTO ops_notice (notice_no, operator_id, words, recorded_at, read_at)
VALUES ($notice_no, $operator_id, $words, $now, 0)
