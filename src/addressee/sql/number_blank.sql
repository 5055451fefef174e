-- Residents on $day without any 個人番号.
SELECT p.addressee_no
FROM addressee_person p
WHERE p.status = 1 AND p.superseded_at = 9223372036854775807
  AND p.valid_from <= $day AND p.valid_until > $day
  AND NOT EXISTS (SELECT 1 FROM addressee_number n WHERE n.addressee_no = p.addressee_no
                  AND n.superseded_at = 9223372036854775807 AND length(n.blind) > 0)
  AND NOT EXISTS (SELECT 1 FROM addressee_number_own o WHERE o.addressee_no = p.addressee_no
                  AND o.superseded_at = 9223372036854775807)
ORDER BY p.addressee_no
