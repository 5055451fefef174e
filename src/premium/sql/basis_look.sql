-- What was ever entered for up to 16 persons in three years.
SELECT b.basis_no, b.fiscal_year, b.addressee_no, b.kind, b.evidence, b.evidence_on, b.stands, b.seen_at, b.given,
       b.total_income, b.salary_revenue, b.salary_income, b.pension_revenue, b.pension_income, b.other_income,
       b.combined_income, b.family_employee_pay_paid, b.family_employee_pay_received,
       b.special_deductions_of_gains, b.casualty_loss_carried, b.fixed_asset_tax, b.under_16, b.from_16_to_18,
       b.words, b.recorded_at, b.superseded_at
FROM premium_basis b
WHERE b.fiscal_year IN ($year, $year_before, $year_before_that)
  AND b.addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
ORDER BY b.addressee_no, b.fiscal_year, b.kind, b.recorded_at
