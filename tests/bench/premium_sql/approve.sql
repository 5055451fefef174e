-- 決議: a posting for every part that is not zero, then the run is a decision.
INSERT INTO sql_posting (levy_year, payer_no, household_no, version, part, account_year, debit, credit, amount,
                         business_date, recorded_at)
SELECT fiscal_year, payer_no, household_no, version, part, fiscal_year, 0, 1, amount, {business_date}, {recorded_at}
FROM (SELECT a.*, p.part,
             CASE p.part WHEN 'medical' THEN a.medical WHEN 'support' THEN a.support
                         WHEN 'care' THEN a.care ELSE a.child END AS amount
      FROM sql_assessment a
      CROSS JOIN (SELECT 'care' AS part UNION ALL SELECT 'child' UNION ALL SELECT 'medical'
                  UNION ALL SELECT 'support') p
      WHERE a.run_no = {run_no}) x
WHERE amount > 0
ORDER BY fiscal_year, payer_no, household_no, version, part;

UPDATE sql_run SET is_approved = 1, decided_on = {business_date} WHERE run_no = {run_no};
