-- Whose 督促 was issued or said anew after $since.
SELECT payer_no FROM collection_dunning WHERE recorded_at > $since
UNION
SELECT payer_no FROM collection_dunning WHERE superseded_at > $since AND superseded_at < 9223372036854775807
ORDER BY payer_no
