-- Decided twice, an end without an approval, a step of no application.
SELECT s.relief_no FROM certificate_relief_step s
WHERE s.superseded_at = 9223372036854775807
  AND (NOT EXISTS (SELECT 1 FROM certificate_relief r WHERE r.relief_no = s.relief_no
                   AND r.superseded_at = 9223372036854775807)
       OR (s.step = 2 AND EXISTS (SELECT 1 FROM certificate_relief_step t WHERE t.relief_no = s.relief_no AND t.step <> 2
                                  AND t.superseded_at = 9223372036854775807))
       OR (s.step = 3 AND NOT EXISTS (SELECT 1 FROM certificate_relief_step t WHERE t.relief_no = s.relief_no AND t.step = 1
                                      AND t.superseded_at = 9223372036854775807)))
ORDER BY s.relief_no
LIMIT 20
