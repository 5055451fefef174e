-- Sources that begin so: from one to the next in the index.
WITH RECURSIVE casework_source (source) AS (
  SELECT MIN(source) FROM casework_task
  UNION ALL
  SELECT (SELECT MIN(n.source) FROM casework_task n WHERE n.source > e.source) FROM casework_source e WHERE e.source IS NOT NULL)
SELECT source FROM casework_source WHERE substr(source, 1, length($source_prefix)) = $source_prefix
