-- Households that any row of these persons ever named.
SELECT DISTINCT addressee_no, household_no
FROM addressee_person
WHERE addressee_no IN ($persons...)
ORDER BY addressee_no, household_no
