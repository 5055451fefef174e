-- Whose 督促 was issued or said anew after $since; one may stand there twice. In no order: it would be read by payer, all of it.
SELECT payer_no FROM collection_dunning WHERE recorded_at > $since
UNION ALL
SELECT payer_no FROM collection_dunning WHERE superseded_at > $since AND superseded_at < 9223372036854775807
