UPDATE casework_change SET saved_at = $now, version = $version, subject_no = $subject_no
WHERE change_no = $change_no AND owner = $owner AND state IN (1, 3)
