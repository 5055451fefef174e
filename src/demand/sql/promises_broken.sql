SELECT c.contact_no, c.payer_no, c.promise_on, c.promise_amount, c.operator_id
FROM demand_promise w
JOIN demand_contact c ON c.contact_no = w.contact_no AND c.superseded_at = 9223372036854775807
WHERE w.outcome = 2 AND w.superseded_at = 9223372036854775807
ORDER BY c.contact_no
