-- 記号: the highest number given.
SELECT highest FROM eligibility_series WHERE symbol = $symbol
