-- Two words about one promise at once, and words about a contact without a promise.
SELECT w.contact_no
FROM demand_promise w
LEFT JOIN demand_contact c ON c.contact_no = w.contact_no AND c.promise_on <> 0
WHERE w.superseded_at = 9223372036854775807
GROUP BY w.contact_no
HAVING COUNT(*) > 1 OR COUNT(c.contact_no) = 0
ORDER BY w.contact_no
LIMIT 20
