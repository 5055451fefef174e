SELECT application_no, person_no, sealed FROM online_number
WHERE application_no > $after
ORDER BY application_no, person_no
