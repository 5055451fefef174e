-- items of these persons: on a sheet that was sent, with the reminders of it and what became of it last; the oldest first.
SELECT s.sheet_no, p.line_no, s.kind, s.fiscal_year, s.household_no, s.payer_no, p.addressee_no, s.municipality,
       s.issued_on, s.due_on,
       (SELECT COUNT(*) FROM inquiry_paper q JOIN inquiry_run r ON r.run_no = q.run_no
        WHERE q.sheet_no = s.sheet_no AND r.is_reminder = 1 AND r.sent_on <> 0),
       (SELECT COALESCE(MAX(r.sent_on), 0) FROM inquiry_paper q JOIN inquiry_run r ON r.run_no = q.run_no
        WHERE q.sheet_no = s.sheet_no AND r.is_reminder = 1 AND r.sent_on <> 0),
       COALESCE(t.kind, 0), COALESCE(t.on_day, 0), COALESCE(t.words, '')
FROM inquiry_sheet s
JOIN inquiry_person p ON p.sheet_no = s.sheet_no
LEFT JOIN inquiry_run f ON f.run_no = s.run_no
LEFT JOIN inquiry_step t ON t.sheet_no = s.sheet_no
  AND t.step_no = (SELECT MAX(u.step_no) FROM inquiry_step u
                   WHERE u.sheet_no = s.sheet_no AND u.superseded_at = 9223372036854775807)
WHERE p.addressee_no IN ($persons...)
  AND s.superseded_at = 9223372036854775807 AND (s.run_no = 0 OR f.sent_on <> 0)
  AND s.fiscal_year BETWEEN $first_year AND $last_year
ORDER BY s.issued_on, s.sheet_no, p.line_no
