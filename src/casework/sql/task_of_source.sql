-- Tasks whose source begins so: from one source to the next in the index, for they are few and their tasks are many.
WITH RECURSIVE casework_source (source) AS (
  SELECT MIN(source) FROM casework_task
  UNION ALL
  SELECT (SELECT MIN(n.source) FROM casework_task n WHERE n.source > e.source) FROM casework_source e WHERE e.source IS NOT NULL)
SELECT t.task_no, t.source, t.source_key, t.state, t.owner, t.section, t.due, t.done_words
FROM casework_source e
CROSS JOIN casework_task t
WHERE substr(e.source, 1, length($source_prefix)) = $source_prefix AND t.source = e.source
      AND substr(t.source_key, 1, length($key_prefix)) = $key_prefix
