SELECT sealed FROM online_number WHERE application_no = $application_no AND person_no = $person_no
