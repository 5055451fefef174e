-- What was known of the pensioners whose persons had been said.
SELECT l.addressee_no, s.pensioner_no, s.yearly, s.pension_code
FROM withholding_link l
JOIN withholding_pension s ON s.pensioner_no = l.pensioner_no
    AND s.recorded_at <= $known_at AND s.superseded_at > $known_at
WHERE l.recorded_at <= $known_at AND l.superseded_at > $known_at
ORDER BY l.addressee_no, s.pensioner_no
