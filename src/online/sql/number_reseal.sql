UPDATE online_number SET sealed = $sealed WHERE application_no = $application_no AND person_no = $person_no
