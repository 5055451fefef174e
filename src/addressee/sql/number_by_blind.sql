-- Who has the 個人番号 of this keyed hash by a feed, as known now.
SELECT DISTINCT addressee_no
FROM addressee_number
WHERE blind = $blind AND superseded_at = 9223372036854775807
ORDER BY addressee_no
