SELECT a.act_no, CAST(a.amount - SUM(i.principal + i.late_charge) AS BIGINT)
FROM arrears_act a JOIN arrears_instalment i ON i.act_no = a.act_no
WHERE a.version = (SELECT MAX(b.version) FROM arrears_act b WHERE b.act_no = a.act_no) AND a.kind = 11
GROUP BY a.act_no, a.amount, a.detail
HAVING a.amount <> SUM(i.principal + i.late_charge) OR a.detail <> COUNT(*)
ORDER BY a.act_no
