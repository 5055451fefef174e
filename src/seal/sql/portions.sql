-- 行の封印: all seals, in order.
SELECT name, portion, row_count, digest, key_version, head_no, way
FROM seal_portion
ORDER BY name, portion
