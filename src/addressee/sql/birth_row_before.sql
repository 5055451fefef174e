-- The row of a birth day that a person would stand in: the last one that begins with him or before him.
SELECT addressee_no, more
FROM addressee_birth
WHERE birth = $birth AND addressee_no <= $addressee_no
ORDER BY addressee_no DESC
LIMIT 1
