-- Whose telephone begins with these digits, now or before.
SELECT DISTINCT addressee_no
FROM addressee_contact
WHERE digits >= $from AND digits < $until AND superseded_at = 9223372036854775807
ORDER BY addressee_no
LIMIT $count
