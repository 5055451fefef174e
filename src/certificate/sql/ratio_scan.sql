-- Ratios as the papers say that were in force within the days, as known then: by person, the newest first. What was misprinted says nothing.
SELECT p.addressee_no, p.valid_from, p.valid_until, p.tenths
FROM certificate_paper AS p
WHERE p.tenths > 0 AND p.valid_until >= $from_day AND p.valid_from <= $last_day
  AND p.recorded_at <= $known_at AND p.superseded_at > $known_at
  AND NOT EXISTS (SELECT 1 FROM certificate_step AS t
                  WHERE t.paper_no = p.paper_no AND t.state = $misprint
                    AND t.recorded_at <= $known_at AND t.superseded_at > $known_at)
ORDER BY p.addressee_no, p.paper_no DESC
