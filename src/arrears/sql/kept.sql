-- 欠損の見合わせ that stands: its charges, in their order.
SELECT DISTINCT c.levy_year, c.household_no, c.payer_no, c.instalment
FROM arrears_act a JOIN arrears_cover c ON c.act_no = a.act_no
WHERE a.kind = $kind AND a.ended_on = 0 AND a.is_void = 0
  AND a.version = (SELECT MAX(b.version) FROM arrears_act b WHERE b.act_no = a.act_no)
ORDER BY c.levy_year, c.household_no, c.payer_no, c.instalment
