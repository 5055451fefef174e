-- A type of which somebody holds two papers that count: neither has a step that ends it.
SELECT p.addressee_no, p.paper_no, r.paper_no
FROM certificate_paper p
JOIN certificate_paper r ON r.addressee_no = p.addressee_no AND r.type = p.type AND r.disease = p.disease
  AND r.paper_no > p.paper_no AND r.valid_from <= p.valid_until AND r.superseded_at = 9223372036854775807
WHERE p.superseded_at = 9223372036854775807
  AND NOT EXISTS (SELECT 1 FROM certificate_step s WHERE s.paper_no = p.paper_no AND s.state IN (4, 5, 6, 7, 8)
                  AND s.superseded_at = 9223372036854775807)
  AND NOT EXISTS (SELECT 1 FROM certificate_step s WHERE s.paper_no = r.paper_no AND s.state IN (4, 5, 6, 7, 8)
                  AND s.superseded_at = 9223372036854775807)
ORDER BY p.addressee_no, p.paper_no
LIMIT 20
