-- A stretch of the versions of a year by household, payer and version, behind one of them.
SELECT a.fiscal_year, a.household_no, a.payer_no, a.version, a.run_no, a.kind, a.insured_count,
       a.reduction_tenths, a.judged_income, a.medical, a.support, a.care, a.child, a.total,
       a.amount_1, a.amount_2, a.amount_3, a.amount_4, a.amount_5, a.amount_6, a.amount_7,
       a.amount_8, a.amount_9, a.amount_10, a.amount_11, a.amount_12, a.extra, a.extra_due,
       a.refund, a.first_notice_on, a.reasons, a.facts_hash, a.derivation
FROM premium_assessment a
WHERE a.fiscal_year = $fiscal_year
  AND (a.household_no, a.payer_no, a.version) > ($household_no, $payer_no, $version)
ORDER BY a.household_no, a.payer_no, a.version
LIMIT $max
