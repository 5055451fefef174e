-- The papers that the new ones replace, where they still count and reach into their days. One whose ratio or class has
-- changed counts until the new one does.
INSERT INTO certificate_step
    (paper_no, step_no, addressee_no, state, on_day, words, change_no, recorded_at, superseded_at)
SELECT p.paper_no,
       COALESCE((SELECT MAX(s.step_no) FROM certificate_step s WHERE s.paper_no = p.paper_no), 0) + 1,
       p.addressee_no, 7, CASE WHEN r.cause = 0 THEN $on_day ELSE r.valid_from END,
       CASE WHEN r.cause = 0 THEN $words ELSE $changed END, 0, $recorded_at, 9223372036854775807
FROM certificate_renewal r
JOIN certificate_paper p ON p.paper_no = r.replaces_no AND p.superseded_at = 9223372036854775807
WHERE r.run_no = $run_no AND p.valid_until >= r.valid_from
  AND NOT EXISTS (SELECT 1 FROM certificate_step s WHERE s.paper_no = p.paper_no AND s.state IN (4, 5, 6, 7, 8)
                  AND s.superseded_at = 9223372036854775807)
