-- Whose 特別徴収 was laid over a levy or taken off it after $since, and whom the system before this one charged.
SELECT payer_no FROM premium_withheld
WHERE recorded_at > $since OR (superseded_at > $since AND superseded_at < 9223372036854775807)
UNION
SELECT payer_no FROM premium_former WHERE recorded_at > $since
ORDER BY payer_no
