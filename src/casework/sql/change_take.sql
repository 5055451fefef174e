UPDATE casework_change SET owner = $owner, section = $section
WHERE change_no = $change_no AND owner = $from_owner AND state = 1
