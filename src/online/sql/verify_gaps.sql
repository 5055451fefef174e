-- An application without a person, a person without a match, a number of somebody who is found.
SELECT a.receipt, 1 FROM online_application a
WHERE NOT EXISTS (SELECT 1 FROM online_person p WHERE p.application_no = a.application_no)
UNION ALL
SELECT a.receipt, 2 FROM online_application a JOIN online_person p ON p.application_no = a.application_no
WHERE NOT EXISTS (SELECT 1 FROM online_match m
                  WHERE m.application_no = p.application_no AND m.person_no = p.person_no)
UNION ALL
SELECT a.receipt, 3 FROM online_application a JOIN online_number n ON n.application_no = a.application_no
WHERE 0 < (SELECT m.addressee_no FROM online_match m
           WHERE m.application_no = n.application_no AND m.person_no = n.person_no
           ORDER BY m.match_no DESC LIMIT 1)
