INSERT INTO ops_review (review_no, reviewer, words, findings, recorded_at)
VALUES ($review_no, $reviewer, $words, $findings, $now)
