-- What the letters of a year that were sent said, by payer, the newest last.
SELECT l.payer_no, l.ordinary + l.pension
FROM collection_letter l
JOIN collection_letter_run r ON r.run_no = l.run_no
WHERE r.calendar_year = $calendar_year AND r.sent_on <> 0
ORDER BY l.payer_no, r.run_no
