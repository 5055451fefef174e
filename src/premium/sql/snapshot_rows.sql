-- The newest version of each household and payer that was decided up to a day: the snapshot a report is computed from.
SELECT a.fiscal_year, a.household_no, a.payer_no, a.version, a.run_no, a.kind, a.insured_count,
       a.reduction_tenths, a.judged_income, a.medical, a.support, a.care, a.child, a.total,
       a.amount_1, a.amount_2, a.amount_3, a.amount_4, a.amount_5, a.amount_6, a.amount_7,
       a.amount_8, a.amount_9, a.amount_10, a.amount_11, a.amount_12, a.extra, a.extra_due,
       a.refund, a.first_notice_on, a.reasons, a.facts_hash, a.derivation, r.known_at
FROM premium_assessment a
JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind AND r.is_approved = 1 AND r.decided_on <= $day
WHERE a.fiscal_year = $fiscal_year
  AND NOT EXISTS (SELECT 1 FROM premium_assessment n
                  JOIN premium_run m ON m.run_no = n.run_no AND m.kind = n.kind AND m.is_approved = 1
                                    AND m.decided_on <= $day
                  WHERE n.fiscal_year = a.fiscal_year AND n.household_no = a.household_no
                    AND n.payer_no = a.payer_no AND n.version > a.version)
ORDER BY a.household_no, a.payer_no
