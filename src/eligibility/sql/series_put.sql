-- 記号: the highest number given, now.
INSERT INTO eligibility_series (symbol, highest) VALUES ($symbol, $highest)
ON CONFLICT (symbol) DO UPDATE SET highest = excluded.highest
