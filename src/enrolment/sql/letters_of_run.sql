SELECT l.suspect_no, l.which
FROM enrolment_letter l
WHERE l.run_no = $run_no ORDER BY l.suspect_no
