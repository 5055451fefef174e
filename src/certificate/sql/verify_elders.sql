-- Rows of an age that is not in force in their month: the effect lies in another.
SELECT month, addressee_no, age FROM certificate_elder
WHERE superseded_at = 9223372036854775807 AND effect / 100 <> month
ORDER BY month, addressee_no, age
LIMIT 20
