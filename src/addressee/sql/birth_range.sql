-- Persons born in a range of register days.
SELECT addressee_no, more
FROM addressee_birth
WHERE birth >= $lowest AND birth <= $highest
ORDER BY birth, addressee_no
LIMIT $count
