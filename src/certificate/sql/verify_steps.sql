-- A step of no paper.
SELECT s.paper_no FROM certificate_step s
WHERE s.superseded_at = 9223372036854775807
  AND NOT EXISTS (SELECT 1 FROM certificate_paper p WHERE p.paper_no = s.paper_no
                  AND p.superseded_at = 9223372036854775807)
ORDER BY s.paper_no
LIMIT 20
