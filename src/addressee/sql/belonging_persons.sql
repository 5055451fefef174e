-- Every household that these persons belong or belonged to, whatever is known of it now.
SELECT DISTINCT household_no, addressee_no
FROM addressee_belonging
WHERE addressee_no IN ($persons...)
