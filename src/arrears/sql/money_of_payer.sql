-- 滞納処分費 of a debtor: what is owed.
SELECT CAST(COALESCE(SUM(CASE WHEN step = 1 THEN amount ELSE -amount END), 0) AS BIGINT) FROM arrears_money
WHERE payer_no = $payer_no AND item = 1
