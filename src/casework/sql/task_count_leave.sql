UPDATE casework_task_count SET n = n - 1
WHERE owner = $owner AND section = $section AND source = $source AND state = $state AND due = $due
