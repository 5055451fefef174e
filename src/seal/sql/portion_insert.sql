-- 行の封印: a portion that is whole now.
INSERT INTO seal_portion (name, portion, row_count, digest, key_version, head_no, way)
VALUES ($name, $portion, $row_count, $digest, $key_version, $head_no, $way)
