-- 行の封印: one more head.
INSERT INTO seal_head (head_no, sealed_at, key_version, seal)
VALUES ($head_no, $sealed_at, $key_version, $seal)
