-- How many signed heads there are: their numbers have no gap.
SELECT head_no FROM audit_head ORDER BY head_no DESC LIMIT 1
