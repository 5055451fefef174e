-- Every decision of a year, refused and cancelled ones too, with the newest decided version it may have to be looked at
-- beside: one made after the relief was recorded and for another reason.
SELECT m.remission_no, m.fiscal_year, m.household_no, m.payer_no, m.applied_on, m.ground, m.law, m.outcome, m.pattern,
       m.parts, m.amount, m.rate, m.months, m.instalments, m.ends_on, m.decided_on, m.words, m.change_no, m.recorded_at,
       m.superseded_at,
       COALESCE((SELECT MAX(a.version) FROM premium_assessment a
                 JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind AND r.is_approved = 1
                 WHERE a.fiscal_year = m.fiscal_year AND a.household_no = m.household_no
                   AND a.payer_no = m.payer_no AND r.known_at >= m.recorded_at), 0),
       COALESCE((SELECT MAX(a.version) FROM premium_assessment a
                 JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind AND r.is_approved = 1
                 WHERE a.fiscal_year = m.fiscal_year AND a.household_no = m.household_no
                   AND a.payer_no = m.payer_no AND r.known_at >= m.recorded_at AND a.reasons <> '減免'), 0)
FROM premium_remission m
WHERE ($fiscal_year = 0 OR m.fiscal_year = $fiscal_year) AND ($household_no = 0 OR m.household_no = $household_no)
ORDER BY m.remission_no
