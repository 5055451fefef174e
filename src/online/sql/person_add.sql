INSERT INTO online_person (application_no, person_no, is_applicant, has_number, name, kana, birth, relation)
VALUES ($application_no, $person_no, $is_applicant, $has_number, $name, $kana, $birth, $relation)
