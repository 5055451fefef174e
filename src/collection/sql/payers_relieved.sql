-- Of whom 不納欠損 was written, or 免除・減免 of 延滞金 came or ended, after $since.
SELECT payer_no FROM collection_write_off WHERE recorded_at > $since
UNION
SELECT payer_no FROM collection_waiver
WHERE recorded_at > $since OR (superseded_at > $since AND superseded_at < 9223372036854775807)
ORDER BY payer_no
