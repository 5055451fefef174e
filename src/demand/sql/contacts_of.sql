-- 折衝記録 of a payer, newest first, each with the last word about its promise.
SELECT c.contact_no, c.contact_on, c.minute_of_day, c.way, c.result, c.words, c.next_action, c.next_on,
       c.promise_on, c.promise_amount, c.operator_id, COALESCE(w.outcome, 0), COALESCE(w.paid, 0)
FROM demand_contact c
LEFT JOIN demand_promise w ON w.contact_no = c.contact_no AND w.superseded_at = 9223372036854775807
WHERE c.payer_no = $payer_no AND c.superseded_at = 9223372036854775807
ORDER BY c.contact_on DESC, c.minute_of_day DESC, c.contact_no DESC
LIMIT 200
