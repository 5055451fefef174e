-- Papers of a run that cannot be delivered and are not served yet: address unknown from the beginning, or
-- mailed and come back.
SELECT p.payer_no
FROM demand_paper p
WHERE p.run_no = $run_no
  AND (p.way = 2 OR EXISTS (SELECT 1 FROM demand_returned r
                            WHERE r.run_no = p.run_no AND r.payer_no = p.payer_no
                              AND r.superseded_at = 9223372036854775807))
  AND NOT EXISTS (SELECT 1 FROM demand_pull u WHERE u.run_no = p.run_no AND u.payer_no = p.payer_no)
  AND NOT EXISTS (SELECT 1 FROM demand_publication n
                  WHERE n.run_no = p.run_no AND n.payer_no = p.payer_no
                    AND n.superseded_at = 9223372036854775807)
ORDER BY p.sequence_no
