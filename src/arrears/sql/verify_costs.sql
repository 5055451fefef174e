-- 滞納処分費: owed is what was spent, cut to 100 yen, of every act; and never less than what came back.
SELECT act_no, CAST(SUM(CASE WHEN step = 1 THEN amount ELSE 0 END) AS BIGINT) FROM arrears_money WHERE item = 1
GROUP BY act_no
HAVING SUM(CASE WHEN step = 1 THEN amount ELSE 0 END) <> SUM(spent) - SUM(spent) % 100
    OR SUM(CASE WHEN step = 2 THEN amount ELSE 0 END) > SUM(CASE WHEN step = 1 THEN amount ELSE 0 END)
ORDER BY act_no
