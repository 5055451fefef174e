-- Applications of a year (0 = all) and a household (0 = all), each with what ended it.
SELECT a.application_no, a.fiscal_year, a.household_no, a.payer_no, a.applied_on, a.due_on, a.ground, a.evidence, a.words,
       COALESCE(e.remission_no, -1), COALESCE(e.is_partial, 0), COALESCE(e.ended_on, 0), COALESCE(e.reason, ''),
       COALESCE(m.outcome, 0)
FROM premium_application a
LEFT JOIN premium_application_end e ON e.application_no = a.application_no AND e.superseded_at = 9223372036854775807
LEFT JOIN premium_remission m ON m.remission_no = e.remission_no
WHERE a.superseded_at = 9223372036854775807 AND ($fiscal_year = 0 OR a.fiscal_year = $fiscal_year)
  AND ($household_no = 0 OR a.household_no = $household_no)
ORDER BY a.application_no
