-- Who asked not to be called.
SELECT DISTINCT payer_no FROM demand_contact
WHERE result = 41 AND superseded_at = 9223372036854775807
ORDER BY payer_no
