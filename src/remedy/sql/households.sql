-- How many households a run touches, and of how many a year's amount comes out differently.
SELECT COUNT(DISTINCT household_no), COUNT(DISTINCT CASE WHEN after_total <> before_total THEN household_no END)
FROM remedy_line
WHERE run_no = $run_no
