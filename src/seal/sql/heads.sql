-- 行の封印: how often was sealed, and the last head.
SELECT head_no, sealed_at, key_version, seal
FROM seal_head
ORDER BY head_no
