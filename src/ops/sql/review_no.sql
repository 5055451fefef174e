SELECT COALESCE(max(review_no), 0) + 1 FROM ops_review
