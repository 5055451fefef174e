SELECT b.basis_no, b.fiscal_year, b.addressee_no, b.kind, b.evidence, b.evidence_on, b.stands, b.seen_at, b.given,
       b.total_income, b.salary_revenue, b.salary_income, b.pension_revenue, b.pension_income, b.other_income,
       b.combined_income, b.family_employee_pay_paid, b.family_employee_pay_received,
       b.special_deductions_of_gains, b.casualty_loss_carried, b.fixed_asset_tax, b.under_16, b.from_16_to_18,
       b.words, b.recorded_at, b.superseded_at,
       coalesce(i.recorded_at, 0), coalesce(i.state, 0)
FROM premium_basis b
LEFT JOIN premium_income i ON i.fiscal_year = b.fiscal_year AND i.addressee_no = b.addressee_no
                          AND i.recorded_at <= $known_at AND i.superseded_at > $known_at
WHERE b.fiscal_year = $fiscal_year AND b.addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND b.recorded_at <= $known_at
  AND b.superseded_at > $known_at
ORDER BY b.addressee_no, b.kind
