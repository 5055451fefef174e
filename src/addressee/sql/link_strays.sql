-- Links into a number nobody has, into themselves, and second links of one number.
SELECT l.addressee_no
FROM addressee_link l
WHERE l.superseded_at = 9223372036854775807
  AND (l.into_no = l.addressee_no
       OR (NOT EXISTS (SELECT 1 FROM addressee_person p WHERE p.addressee_no = l.into_no)
           AND NOT EXISTS (SELECT 1 FROM addressee_own o WHERE o.addressee_no = l.into_no))
       OR EXISTS (SELECT 1 FROM addressee_link m WHERE m.addressee_no = l.addressee_no
                  AND m.row_no <> l.row_no AND m.superseded_at = 9223372036854775807))
ORDER BY l.addressee_no
LIMIT 20
