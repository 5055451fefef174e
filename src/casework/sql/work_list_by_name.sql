SELECT list_no FROM casework_work_list WHERE owner = $owner AND name = $name
