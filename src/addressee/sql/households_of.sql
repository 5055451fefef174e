-- Every household that a person belonged to, whatever is known of it now.
SELECT DISTINCT household_no
FROM addressee_person
WHERE addressee_no = $addressee_no AND household_no > 0
ORDER BY household_no
