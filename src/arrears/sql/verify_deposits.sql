-- 配当: every claim of another creditor that got something stands taken in to the yen while the distribution
-- (kind 6) stands, and nothing of one that does not; what was handed out is never more.
SELECT c.act_no, c.seq
FROM arrears_claim c
JOIN arrears_act a ON a.act_no = c.act_no AND a.kind = 6
     AND a.version = (SELECT MAX(b.version) FROM arrears_act b WHERE b.act_no = a.act_no)
LEFT JOIN (SELECT act_no, claim_seq, SUM(CASE WHEN step = 2 THEN amount ELSE 0 END) AS taken,
                  SUM(CASE WHEN step = 3 THEN amount ELSE 0 END) AS handed
           FROM arrears_money WHERE item = 2 GROUP BY act_no, claim_seq) m
     ON m.act_no = c.act_no AND m.claim_seq = c.seq
WHERE c.levy_year = 0 AND c.claim_rank > 0
  AND (COALESCE(m.taken, 0) <> CASE WHEN a.is_void = 0 THEN c.paid ELSE 0 END
       OR COALESCE(m.handed, 0) > COALESCE(m.taken, 0))
ORDER BY c.act_no, c.seq
