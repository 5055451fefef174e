INSERT INTO certificate_guide (run_no, household_no, addressee_no, told_under_70, told_elder, told_tenths, file, first_page, pages)
VALUES ($run_no, $household_no, $addressee_no, $told_under_70, $told_elder, $told_tenths, $file, $first_page, $pages)
