-- Numbers of a kind and year run from 1 without a gap, each of one act.
SELECT kind, number_year FROM arrears_act WHERE number > 0 AND version = 1 GROUP BY kind, number_year
HAVING COUNT(*) <> MAX(number) OR COUNT(DISTINCT number) <> MAX(number) ORDER BY kind, number_year
