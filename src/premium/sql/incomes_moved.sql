-- Whose incomes of a year, or what was entered in their place, came or ended in ($after, $until].
SELECT addressee_no FROM premium_income
WHERE fiscal_year = $fiscal_year
  AND ((recorded_at > $after AND recorded_at <= $until) OR (superseded_at > $after AND superseded_at <= $until))
UNION
SELECT addressee_no FROM premium_basis
WHERE fiscal_year = $fiscal_year
  AND ((recorded_at > $after AND recorded_at <= $until) OR (superseded_at > $after AND superseded_at <= $until))
ORDER BY addressee_no
