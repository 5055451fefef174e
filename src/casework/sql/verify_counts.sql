SELECT COUNT(*)
FROM (SELECT owner, section, source, state, due, COUNT(*) AS n
      FROM casework_task
      GROUP BY owner, section, source, state, due) stood
FULL JOIN casework_task_count c
       ON c.owner = stood.owner AND c.section = stood.section AND c.source = stood.source
          AND c.state = stood.state AND c.due = stood.due
WHERE COALESCE(stood.n, 0) <> COALESCE(c.n, 0)
