-- Households of whoever was born in [$from, $until], whatever is known of it now.
SELECT DISTINCT household_no
FROM addressee_belonging
WHERE birth >= $from AND birth <= $until
