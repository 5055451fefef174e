-- Every number of the ward's own space.
SELECT DISTINCT addressee_no FROM addressee_own ORDER BY addressee_no
