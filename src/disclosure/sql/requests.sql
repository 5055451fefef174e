-- Requests that stand, the newest first, each with its decision: of one number, of a person, or all (0, 0).
SELECT r.request_no, r.addressee_no, r.asked_by, r.agent, r.evidence, r.words, r.received_on, r.due_on, r.recorded_at,
       COALESCE(d.decided_on, 0), COALESCE(d.recorded_at, 0), COALESCE(d.ground, '')
FROM disclosure_request AS r
LEFT JOIN disclosure_decision AS d ON d.request_no = r.request_no AND d.superseded_at = 9223372036854775807
WHERE r.superseded_at = 9223372036854775807
  AND ($request_no = 0 OR r.request_no = $request_no)
  AND ($addressee_no = 0 OR r.addressee_no = $addressee_no)
ORDER BY r.request_no DESC
LIMIT $max
