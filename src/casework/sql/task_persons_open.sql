-- Persons of open tasks of a source.
SELECT addressee_no, changed_at
FROM casework_task
WHERE source = $source AND state < 3 AND addressee_no > 0
