-- Numbers that were linked to another: their persons are listed under the surviving number.
SELECT DISTINCT addressee_no
FROM addressee_link
WHERE recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no
