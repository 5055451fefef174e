-- Sealed numbers of nobody.
SELECT n.addressee_no
FROM addressee_number n
WHERE NOT EXISTS (SELECT 1 FROM addressee_person p WHERE p.addressee_no = n.addressee_no)
ORDER BY n.addressee_no
LIMIT 20
