-- 配当 (kind 6): what was handed out and the 残余金 (costs) are what came in.
SELECT a.act_no, CAST(a.amount - a.costs - SUM(c.paid) AS BIGINT)
FROM arrears_act a JOIN arrears_claim c ON c.act_no = a.act_no
WHERE a.version = (SELECT MAX(b.version) FROM arrears_act b WHERE b.act_no = a.act_no) AND a.kind = 6
GROUP BY a.act_no, a.amount, a.costs
HAVING a.amount <> a.costs + SUM(c.paid)
ORDER BY a.act_no
