-- Who has the 個人番号 of this keyed hash by a registration at the window, as known now.
SELECT DISTINCT addressee_no
FROM addressee_number_own
WHERE blind = $blind AND superseded_at = 9223372036854775807
ORDER BY addressee_no
