-- Registered numbers of nobody.
SELECT n.addressee_no
FROM addressee_number_own n
WHERE NOT EXISTS (SELECT 1 FROM addressee_person p WHERE p.addressee_no = n.addressee_no)
  AND NOT EXISTS (SELECT 1 FROM addressee_own o WHERE o.addressee_no = n.addressee_no)
ORDER BY n.addressee_no
LIMIT 20
