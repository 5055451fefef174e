-- Who belongs to a household on $day and was born up to $born, as the register writes days (00 = not known).
SELECT DISTINCT addressee_no
FROM addressee_belonging
WHERE birth <= $born AND valid_from <= $day AND valid_until > $day AND superseded_at = 9223372036854775807
