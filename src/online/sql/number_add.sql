INSERT INTO online_number (application_no, person_no, sealed) VALUES ($application_no, $person_no, $sealed)
