-- Incomes of up to 16 persons as known at a moment; that something was entered in their place (state -1: basis_of
-- says what), and what was said of their addresses on 1 January (state -2).
SELECT addressee_no, state, given, taxing_place,
       total_income, salary_revenue, salary_income, pension_revenue, pension_income, other_income,
       combined_income, family_employee_pay_paid, family_employee_pay_received,
       special_deductions_of_gains, casualty_loss_carried, fixed_asset_tax
FROM premium_income
WHERE fiscal_year = $fiscal_year AND addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND recorded_at <= $known_at AND superseded_at > $known_at
UNION ALL
SELECT addressee_no, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM premium_basis
WHERE fiscal_year = $fiscal_year AND addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND recorded_at <= $known_at AND superseded_at > $known_at
UNION ALL
SELECT addressee_no, -2, 0, way, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM premium_advance
WHERE fiscal_year = $fiscal_year AND addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND recorded_at <= $known_at AND superseded_at > $known_at
