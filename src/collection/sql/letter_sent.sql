-- What the last letter that was sent said of a year.
SELECT l.ordinary + l.pension
FROM collection_letter l
JOIN collection_letter_run r ON r.run_no = l.run_no
WHERE l.payer_no = $payer_no AND r.calendar_year = $calendar_year AND r.sent_on <> 0
ORDER BY r.run_no DESC
LIMIT 1
