-- The last word with a payer, and what was to be done next.
SELECT contact_no, next_action, next_on, operator_id
FROM demand_contact
WHERE payer_no = $payer_no AND superseded_at = 9223372036854775807
ORDER BY contact_no DESC
LIMIT 1
