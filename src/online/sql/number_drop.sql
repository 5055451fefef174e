DELETE FROM online_number WHERE application_no = $application_no AND ($person_no = 0 OR person_no = $person_no)
