-- Keys of open tasks whose source begins with $source and that were moved after $since.
SELECT source_key, changed_at
FROM casework_task
WHERE state < 3 AND changed_at > created_at AND changed_at > $since AND substr(source, 1, length($source)) = $source
