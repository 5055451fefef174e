-- Papers with a step that came after those of a change.
SELECT s.paper_no FROM certificate_step s
WHERE s.superseded_at = 9223372036854775807 AND s.change_no <> $change_no
  AND (EXISTS (SELECT 1 FROM certificate_step t
               WHERE t.paper_no = s.paper_no AND t.change_no = $change_no AND t.step_no < s.step_no
                 AND t.superseded_at = 9223372036854775807)
       OR EXISTS (SELECT 1 FROM certificate_paper p
                  WHERE p.paper_no = s.paper_no AND p.change_no = $change_no
                    AND p.superseded_at = 9223372036854775807))
ORDER BY s.paper_no
LIMIT 1
