-- Keys and states of the tasks whose source begins with $source.
WITH RECURSIVE casework_source (source) AS (
  SELECT MIN(source) FROM casework_task
  UNION ALL
  SELECT (SELECT MIN(n.source) FROM casework_task n WHERE n.source > e.source) FROM casework_source e WHERE e.source IS NOT NULL)
SELECT t.source_key, t.state
FROM casework_source e
CROSS JOIN casework_task t
WHERE substr(e.source, 1, length($source)) = $source AND t.source = e.source
