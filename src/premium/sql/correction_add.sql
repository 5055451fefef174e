INSERT INTO premium_correction (run_no, change_no, household_no, is_excepted)
VALUES ($run_no, $change_no, $household_no, $is_excepted)
