-- Everybody who belongs or belonged to these households, whatever is known of it now.
SELECT DISTINCT addressee_no, CAST(0 AS BIGINT)
FROM addressee_belonging
WHERE household_no IN ($households...)
