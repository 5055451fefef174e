SELECT COUNT(*)
FROM casework_task t
LEFT JOIN casework_task_step x
       ON x.task_no = t.task_no
          AND x.seq = (SELECT MAX(seq) FROM casework_task_step y WHERE y.task_no = t.task_no)
WHERE x.state IS NULL OR x.state <> t.state OR x.owner <> t.owner OR (t.state = 3 AND t.done_words = '')
