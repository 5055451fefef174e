SELECT p.person_no, p.is_applicant, p.has_number, p.name, p.kana, p.birth, p.relation,
       COALESCE((SELECT m.addressee_no FROM online_match m WHERE m.application_no = p.application_no
                 AND m.person_no = p.person_no ORDER BY m.match_no DESC LIMIT 1), 0),
       COALESCE((SELECT m.way FROM online_match m WHERE m.application_no = p.application_no
                 AND m.person_no = p.person_no ORDER BY m.match_no DESC LIMIT 1), 4),
       COALESCE((SELECT d.change_no FROM online_draft d WHERE d.application_no = p.application_no
                 AND d.person_no = p.person_no ORDER BY d.draft_no DESC LIMIT 1), 0),
       p.application_no
FROM online_person p
WHERE p.application_no BETWEEN $first AND $last
ORDER BY p.application_no DESC, p.person_no
