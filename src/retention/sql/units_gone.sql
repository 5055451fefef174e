-- Those that go in this transaction.
DELETE FROM retention_unit
WHERE run_no = $run_no AND (levy_year, household_no) IN (SELECT levy_year, household_no FROM store_going)
