SELECT a.fiscal_year, a.household_no, a.payer_no, a.version, a.run_no, a.kind, a.insured_count,
       a.reduction_tenths, a.judged_income, a.medical, a.support, a.care, a.child, a.total,
       a.amount_1, a.amount_2, a.amount_3, a.amount_4, a.amount_5, a.amount_6, a.amount_7,
       a.amount_8, a.amount_9, a.amount_10, a.amount_11, a.amount_12, a.extra, a.extra_due,
       a.refund, a.first_notice_on, a.reasons, a.facts_hash, a.derivation,
       r.run_no, r.kind, r.fiscal_year, r.is_approved, r.known_at, r.proposed_on, r.cut_off,
       r.care40_not_after, r.decided_on, r.proposer, r.approver, r.parameters, r.program_version
FROM premium_assessment a
JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind
WHERE a.payer_no = $payer_no AND a.fiscal_year IN ($year, $year_before, $year_before_that)
ORDER BY a.fiscal_year DESC, a.household_no, a.version DESC
