-- Assessments of both, without households in which the rare states occur: how many were compared, how many differ,
-- the yen between them, and how many premium_assessment holds.
CREATE TEMPORARY TABLE sql_rare AS
SELECT DISTINCT b.household_no
FROM eligibility_fact e
JOIN addressee_belonging b ON b.addressee_no = e.addressee_no
WHERE e.kind IN (4, 5, 6) AND b.valid_from < {year_until} AND b.valid_until > {year_from};
CREATE UNIQUE INDEX sql_rare_key ON sql_rare (household_no);

CREATE TEMPORARY TABLE sql_both AS
SELECT p.household_no, p.total AS program_total, COALESCE(s.total, 0) AS sql_total,
       CASE WHEN p.medical = s.medical AND p.support = s.support AND p.care = s.care AND p.child = s.child
             AND p.total = s.total AND p.reduction_tenths = s.reduction_tenths AND p.insured_count = s.insured_count
             AND p.judged_income IS NOT DISTINCT FROM s.judged_income
             AND p.amount_1 = i1.amount AND p.amount_2 = i2.amount AND p.amount_10 = i10.amount
            THEN 0 ELSE 1 END AS differs
FROM premium_assessment p
LEFT JOIN sql_assessment s ON s.fiscal_year = p.fiscal_year AND s.household_no = p.household_no
      AND s.payer_no = p.payer_no AND s.version = p.version
LEFT JOIN sql_instalment i1 ON i1.fiscal_year = p.fiscal_year AND i1.household_no = p.household_no
      AND i1.payer_no = p.payer_no AND i1.version = p.version AND i1.instalment_no = 1
LEFT JOIN sql_instalment i2 ON i2.fiscal_year = p.fiscal_year AND i2.household_no = p.household_no
      AND i2.payer_no = p.payer_no AND i2.version = p.version AND i2.instalment_no = 2
LEFT JOIN sql_instalment i10 ON i10.fiscal_year = p.fiscal_year AND i10.household_no = p.household_no
      AND i10.payer_no = p.payer_no AND i10.version = p.version AND i10.instalment_no = {due_count}
WHERE p.fiscal_year = {year} AND p.version = 1
UNION ALL
SELECT s.household_no, 0, s.total, 1
FROM sql_assessment s
WHERE NOT EXISTS (SELECT 1 FROM premium_assessment p
                  WHERE p.fiscal_year = s.fiscal_year AND p.household_no = s.household_no
                    AND p.payer_no = s.payer_no AND p.version = s.version);
