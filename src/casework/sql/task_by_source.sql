SELECT task_no, state FROM casework_task WHERE source = $source AND source_key = $source_key
