SELECT application_no FROM online_draft WHERE change_no = $change_no
