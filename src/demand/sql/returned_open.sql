-- Whether the newest word about a payer's mail is that his address is being looked for.
SELECT r.survey FROM demand_returned r
WHERE r.payer_no = $payer_no AND r.superseded_at = 9223372036854775807
ORDER BY r.returned_no DESC
LIMIT 1
