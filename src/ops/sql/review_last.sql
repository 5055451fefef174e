SELECT reviewer, words, findings, recorded_at FROM ops_review
ORDER BY review_no DESC
LIMIT 1
