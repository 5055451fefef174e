-- 行の封印: what differs was looked at by two people and is sealed as it stands.
UPDATE seal_portion
SET row_count = $row_count, digest = $digest, key_version = $key_version, head_no = $head_no, way = $way
WHERE name = $name AND portion = $portion
