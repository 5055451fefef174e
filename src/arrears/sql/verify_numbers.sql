-- Numbers of a kind and year run from 1 without a gap, each of one act; those past their retention are counted.
SELECT a.kind, a.number_year
FROM arrears_act a
LEFT JOIN arrears_gone g ON g.kind = a.kind AND g.number_year = a.number_year
WHERE a.number > 0 AND a.version = 1
GROUP BY a.kind, a.number_year, g.acts, g.last_number
HAVING COUNT(*) + COALESCE(g.acts, 0)
       <> CASE WHEN COALESCE(g.last_number, 0) > MAX(a.number) THEN g.last_number ELSE MAX(a.number) END
    OR COUNT(DISTINCT a.number) <> COUNT(*)
ORDER BY a.kind, a.number_year
