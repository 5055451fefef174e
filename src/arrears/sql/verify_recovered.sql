-- 滞納処分費 in a distribution (claim rank 0) is what came back of it.
SELECT c.act_no, CAST(c.paid AS BIGINT)
FROM arrears_claim c
JOIN arrears_act a ON a.act_no = c.act_no AND a.kind = 6
     AND a.version = (SELECT MAX(b.version) FROM arrears_act b WHERE b.act_no = a.act_no)
LEFT JOIN (SELECT by_act_no, SUM(amount) AS back FROM arrears_money WHERE item = 1 AND step = 2
           GROUP BY by_act_no) m ON m.by_act_no = c.act_no
WHERE c.levy_year = 0 AND c.claim_rank = 0
  AND COALESCE(m.back, 0) <> CASE WHEN a.is_void = 0 THEN c.paid ELSE 0 END
ORDER BY c.act_no
