-- 約束 that nothing was said about yet, or that stand as broken.
SELECT c.contact_no, c.payer_no, c.contact_on, c.promise_on, c.promise_amount, c.operator_id,
       COALESCE(w.outcome, 0), c.campaign_no
FROM demand_contact c
LEFT JOIN demand_promise w ON w.contact_no = c.contact_no AND w.superseded_at = 9223372036854775807
WHERE c.promise_on <> 0 AND c.contact_on <= $today AND c.superseded_at = 9223372036854775807
  AND (w.outcome IS NULL OR w.outcome = 2)
ORDER BY c.payer_no, c.contact_no
