SELECT addressee_no, is_registered, listed_on
FROM certificate_registration
WHERE recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no
